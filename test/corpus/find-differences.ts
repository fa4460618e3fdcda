import { SecretMemory } from '../../src/redact/secret-memory.ts'
import type { Run } from '../support/project.ts'
import { compareAnswer, type Phase } from './compare.ts'
import type { Seen } from './project/send.ts'
import type { CorpusCassette } from './read-corpus.ts'

/** One difference from the corpus. */
export interface Difference {
  readonly phase: Phase
  readonly cassette: string
  /** Position in the cassette, from 1; absent when it is about the whole test. */
  readonly interaction?: number
  readonly what: string
}

/** The answers that the app saw in one phase, by line. */
export type SeenByLine = ReadonlyMap<number, readonly Seen[]>

/** Differences of a test and its answers from its cassette in the corpus. */
export function findDifferences(
  { name, interactions }: CorpusCassette,
  phase: Phase,
  run: Run,
  seen: SeenByLine,
): Difference[] {
  const found = (what: string, interaction?: number): Difference => ({
    phase,
    cassette: name,
    ...(interaction !== undefined && { interaction }),
    what,
  })
  const test = run.tests[name]
  const failed =
    test?.status === 'passed'
      ? []
      : [found(`test ${test?.status ?? 'not run'}${(test?.errors ?? []).map((error) => `\n${error}`).join('')}`)]
  const memory = new SecretMemory()
  const different = interactions.flatMap((interaction, index) => {
    const answers = seen.get(interaction.line) ?? []
    if (answers.length !== 1) return [found(`${answers.length} answers`, index + 1)]
    return answers
      .flatMap((answer) => compareAnswer(interaction, answer, phase, memory))
      .map((what) => found(what, index + 1))
  })
  return [...failed, ...different]
}

/** Requests that changed on the way to the provider. */
export function findWrongRequests(
  { name, interactions }: CorpusCassette,
  wrong: ReadonlyMap<number, string>,
): Difference[] {
  return interactions.flatMap(({ line }, index) => {
    const what = wrong.get(line)
    return what === undefined
      ? []
      : [{ phase: 'recorded' as const, cassette: name, interaction: index + 1, what: `request ${what}` }]
  })
}
