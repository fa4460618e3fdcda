import type { Settings } from '../../cassette/settings.ts'

/**
 * The command that runs only this test: `npx vitest run test/agent.test.ts -t "books a table"`.
 *
 * @param file path of the test file relative to the root of its project.
 * @param titles titles from the outermost suite to the test. Without them the command runs the whole file.
 */
export function rerunCommand(
  { project, titleSeparator }: Pick<Settings, 'project' | 'titleSeparator'>,
  file: string,
  titles?: readonly string[],
): string {
  const name = titles?.join(titleSeparator)
  return [
    `npx vitest run ${quotedIfNeeded(file)}`,
    // A name with a leading dash would be taken for another option.
    ...(name === undefined ? [] : [`-t${name.startsWith('-') ? '=' : ' '}${quoted(asPattern(name))}`]),
    // Another project may have a file and a test with these names.
    ...(project === undefined ? [] : [`--project ${quotedIfNeeded(project)}`]),
  ].join(' ')
}

function asPattern(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function quotedIfNeeded(text: string): string {
  return /^[\w./@-]+$/.test(text) ? text : quoted(text)
}

/** The text in double quotes for POSIX shells. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["$`\\]/g, '\\$&')}"`
}
