import { select } from './selection.ts'

/** What the process says to the one that started it. */
export type SelectionMessage = { readonly projects: Awaited<ReturnType<typeof select>> } | { readonly error: string }

const answer: SelectionMessage = await select(process.argv.slice(2)).then(
  (projects) => ({ projects }),
  (error: Error) => ({ error: error.message }),
)
process.send?.(answer, () => process.exit())
