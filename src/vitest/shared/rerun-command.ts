import type { Settings } from '../../cassette/settings.ts'
import { shownPath } from '../../store/paths.ts'
import { titlePattern } from './title-pattern.ts'

/** The part of the settings that a command depends on. */
export type CommandSettings = Pick<Settings, 'startedIn' | 'flags' | 'project' | 'titleSeparator'>

/** The tests that a command runs. */
export interface Selection {
  /** Absolute paths of test files. An empty list stands for all files. */
  readonly files: readonly string[]
  /** Titles of each test, from the outermost suite. Without any, the command runs whole files. */
  readonly tests?: ReadonlyArray<readonly string[]>
  /** Names of projects. Without any, all projects run. */
  readonly projects?: readonly string[]
}

/**
 * The command that runs only this test: `npx vitest run test/agent.test.ts -t '^books a table$'`.
 *
 * @param file absolute path of the test file.
 * @param titles titles from the outermost suite to the test. Without them the command runs the whole file.
 * @param platform of the shell that the command is pasted into.
 */
export function rerunCommand(
  settings: CommandSettings,
  file: string,
  titles?: readonly string[],
  platform?: NodeJS.Platform,
): string {
  const { project } = settings
  const selection = {
    files: [file],
    ...(titles && { tests: [titles] }),
    // Another project may have a file and a test with these names.
    ...(project !== undefined && { projects: [project] }),
  }
  return runCommand(settings, selection, platform)
}

/** The command that runs a selection of tests, from the folder in which the run was started. */
export function runCommand(
  { startedIn, flags, titleSeparator }: Omit<CommandSettings, 'project'>,
  { files, tests = [], projects = [] }: Selection,
  platform: NodeJS.Platform = process.platform,
): string {
  const shell = platform === 'win32' ? windowsShells : posixShells
  const quoted = (text: string): string => (/^[\w./@-]+$/.test(text) ? text : shell.quoted(text))
  const names = [...new Set(tests.map((titles) => shell.pattern(titles.join(titleSeparator))))]
  return [
    'npx vitest run',
    ...flags.map(quoted),
    ...files.map((file) => quoted(shownPath(startedIn, file))),
    // Vitest looks for the pattern anywhere in the names of tests.
    ...(names.length === 0
      ? []
      : [`-t ${shell.quoted(`^${names.length === 1 ? names[0] : `(${names.join('|')})`}$`)}`]),
    ...projects.map((project) => `--project ${quoted(project)}`),
  ].join(' ')
}

interface Shells {
  /** A pattern that matches a name, and that may stand in quotes. */
  readonly pattern: (name: string) => string
  readonly quoted: (text: string) => string
}

/** No character has a meaning in single quotes. */
const posixShells: Shells = {
  pattern: (name) => titlePattern(name, /'/),
  quoted: (text) => `'${text.replaceAll("'", `'\\''`)}'`,
}

/** `cmd` and PowerShell. No way to write these characters in quotes works in both. No file of Vitest has one in its name on Windows. */
const windowsShells: Shells = {
  pattern: (name) => titlePattern(name, /["$`%!\\“”„]/),
  quoted: (text) => `"${text}"`,
}
