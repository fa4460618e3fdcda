import { isCassetteError } from '../errors/is-cassette-error.ts'

/** The runs of this process in which a test has shown a cassette in a merge conflict. */
const shownIn = new Set<string>()

const page = `Cannot read the cassette: it holds Git conflict markers

  The end of the run has the commands for all cassettes in this state.`

/** Shortens the page of a cassette in a merge conflict if another test of the run has shown one. The facts of the error stay. */
export function shortenRepeatedConflict(runId: string, errors: readonly Error[]): void {
  for (const error of errors) {
    if (!isCassetteError(error, 'CASSETTE_FORMAT') || error.fields.remedy !== 'conflict') continue
    if (shownIn.has(runId)) error.message = page
    shownIn.add(runId)
  }
}
