import type { CassetteError } from '../errors/cassette-error.ts'

/** The part of an attempt that an error makes fail. */
export interface FailableTest {
  readonly isClosed: boolean
  readonly errors: readonly Error[]
  fail(error: Error): void
}

/** Takes an error that no running test can fail with: the file fails with it. */
export interface StrayErrors {
  readonly reportStray: (error: CassetteError) => void
}

/** Fails a test; the file instead, when the test has ended or is not known. */
export function failTest(error: CassetteError, test: FailableTest | undefined, { reportStray }: StrayErrors): void {
  if (test === undefined || test.isClosed) reportStray(error)
  else test.fail(error)
}
