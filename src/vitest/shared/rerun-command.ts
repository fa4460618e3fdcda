import type { Settings } from '../../cassette/settings.ts'

/**
 * The command that runs only this test: `npx vitest run test/agent.test.ts -t "books a table"`.
 *
 * @param file path of the test file relative to the root of its project.
 * @param titles titles from the outermost suite to the test. Without them the command runs the whole file.
 * @param platform of the shell that the command is pasted into.
 */
export function rerunCommand(
  { project, titleSeparator }: Pick<Settings, 'project' | 'titleSeparator'>,
  file: string,
  titles?: readonly string[],
  platform: NodeJS.Platform = process.platform,
): string {
  const shell = platform === 'win32' ? windowsShells : posixShells
  const name = titles?.join(titleSeparator)
  return [
    `npx vitest run ${quotedIfNeeded(file, shell)}`,
    // A name with a leading dash would be taken for another option.
    ...(name === undefined ? [] : [`-t${name.startsWith('-') ? '=' : ' '}${shell.pattern(name)}`]),
    // Another project may have a file and a test with these names.
    ...(project === undefined ? [] : [`--project ${quotedIfNeeded(project, shell)}`]),
  ].join(' ')
}

interface Shells {
  /** The pattern for `-t` that matches a name, in quotes. */
  readonly pattern: (name: string) => string
  readonly quoted: (text: string) => string
}

const posixShells: Shells = {
  pattern: (name) => posixShells.quoted(escaped(name)),
  quoted: (text) => `"${text.replaceAll(/["$`\\]/g, '\\$&')}"`,
}

/**
 * `cmd` and PowerShell. No way to write these characters in quotes works in both: in a pattern, a dot stands for each.
 * No file and no project of Vitest has one of them in its name on Windows.
 */
const windowsShells: Shells = {
  pattern: (name) =>
    windowsShells.quoted(
      name
        .split(/["$`%!\\“”„]/)
        .map(escaped)
        .join('.'),
    ),
  quoted: (text) => `"${text}"`,
}

/** The name as a pattern that matches it. */
function escaped(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function quotedIfNeeded(text: string, { quoted }: Shells): string {
  return /^[\w./@-]+$/.test(text) ? text : quoted(text)
}
