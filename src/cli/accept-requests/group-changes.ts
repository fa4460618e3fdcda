import type { ShownDifference } from '../../errors/pages/difference-lines.ts'
import type { RequestNote } from '../../store/requests/request-notes.ts'

/** A change that several requests have in common. */
export interface ChangeGroup {
  /** Provider and model. */
  readonly service: string
  readonly differences: readonly ShownDifference[]
  /** Number of all differences. */
  readonly places: number
  /** The tests, with the positions of their interactions. */
  readonly tests: ReadonlyArray<{ readonly title: string; readonly positions: readonly number[] }>
}

/** The changes of all tests, those of most requests first. */
export function groupChanges(notes: readonly RequestNote[]): ChangeGroup[] {
  const rows = notes.flatMap((note) => note.accepted.map((request) => ({ title: titleOf(note), ...request })))
  const groups = Map.groupBy(rows, ({ service, differences }) => JSON.stringify([service, differences]))
  return [...groups.values()]
    .map((requests) => {
      const { service, differences, places } = requests[0]!
      const tests = Map.groupBy(requests, ({ title }) => title)
      return {
        service,
        differences,
        places: places.length,
        tests: [...tests].map(([title, own]) => ({ title, positions: own.map(({ position }) => position) })),
      }
    })
    .toSorted((a, b) => countOf(b) - countOf(a))
}

/** Number of requests of a change. */
export function countOf({ tests }: Pick<ChangeGroup, 'tests'>): number {
  return tests.reduce((total, { positions }) => total + positions.length, 0)
}

/** File and name of a test. */
export function titleOf({ owner: { file, name } }: Pick<RequestNote, 'owner'>): string {
  return name === undefined ? file : `${file} > ${name}`
}
