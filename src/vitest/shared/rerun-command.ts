import type { Settings } from '../../cassette/settings.ts'

/**
 * The command that runs just this test again: `npx vitest run test/agent.test.ts -t "books a table"`.
 *
 * @param file path of the test file relative to the root of its project.
 * @param titles of the test, from the outermost suite; without them the command runs the whole file.
 */
export function rerunCommand(
  { project, titleSeparator }: Pick<Settings, 'project' | 'titleSeparator'>,
  file: string,
  titles?: readonly string[],
): string {
  const name = titles?.join(titleSeparator)
  return [
    `npx vitest run ${quotedIfNeeded(file)}`,
    // What begins with a dash would be another option.
    ...(name === undefined ? [] : [`-t${name.startsWith('-') ? '=' : ' '}${quoted(asPattern(name))}`]),
    // Another project may have a file and a test of these names.
    ...(project === undefined ? [] : [`--project ${quotedIfNeeded(project)}`]),
  ].join(' ')
}

function asPattern(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function quotedIfNeeded(text: string): string {
  return /^[\w./@-]+$/.test(text) ? text : quoted(text)
}

/** In double quotes, as POSIX shells read them. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["$`\\]/g, '\\$&')}"`
}
