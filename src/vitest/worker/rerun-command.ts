/**
 * The command that runs just this test again: `npx vitest run test/agent.test.ts -t "books a table"`.
 *
 * @param file path of the test file relative to the root.
 * @param titles of the test, from the outermost suite; without them the command runs the whole file.
 * @param separator what Vitest puts between them.
 */
export function rerunCommand(file: string, titles?: readonly string[], separator = ' > '): string {
  const command = `npx vitest run ${quotedIfNeeded(file)}`
  if (titles === undefined) return command
  const name = titles.join(separator)
  // What begins with a dash would be another option.
  const option = name.startsWith('-') ? '-t=' : '-t '
  return `${command} ${option}${quoted(name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))}`
}

function quotedIfNeeded(text: string): string {
  return /^[\w./@-]+$/.test(text) ? text : quoted(text)
}

/** In double quotes, as POSIX shells read them. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["$`\\]/g, '\\$&')}"`
}
