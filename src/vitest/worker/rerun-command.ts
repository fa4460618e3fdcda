import { titlesOf, type TaskNode } from './test-names.ts'

/**
 * The command that runs just this test again: `npx vitest run test/agent.test.ts -t "books a table"`.
 *
 * @param file path of the test file relative to the root.
 */
export function rerunCommand(file: string, task?: TaskNode & { readonly fullTestName?: string }): string {
  const command = `npx vitest run ${quotedIfNeeded(file)}`
  if (task === undefined) return command
  // Vitest 5 matches names joined by ` > `, Vitest 4 by a space.
  const name = task.fullTestName ?? titlesOf(task).join(' ')
  return `${command} -t ${quoted(name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))}`
}

function quotedIfNeeded(text: string): string {
  return /^[\w./@-]+$/.test(text) ? text : quoted(text)
}

/** In double quotes, as POSIX shells read them. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["$`\\]/g, '\\$&')}"`
}
