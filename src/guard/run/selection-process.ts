import { MissingVitestError } from './load-vitest.ts'
import { select } from './selection.ts'

/** Message to the parent process. */
export type SelectionMessage =
  | { readonly projects: Awaited<ReturnType<typeof select>> }
  | { readonly error: string; readonly isMissing: boolean }

const answer: SelectionMessage = await select(process.argv.slice(2)).then(
  (projects) => ({ projects }),
  (error: Error) => ({ error: error.message, isMissing: error instanceof MissingVitestError }),
)
process.send?.(answer, () => process.exit())
