import { join, resolve } from 'node:path'
import type { Settings } from '../../cassette/settings.ts'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import {
  hasItsCassette,
  failedRecordings,
  removeFailedRecording,
  acceptRecording,
  type FailedRecording,
} from '../../store/failed-recordings.ts'
import { shownPath } from '../../store/paths.ts'
import { createScan } from '../../store/scan.ts'
import { rerunCommand } from '../../vitest/shared/rerun-command.ts'
import { acceptRequests } from '../accept-requests/accept-requests.ts'
import type { CliCommand } from '../command.ts'
import { SecretMemory } from '../../redact/secret-memory.ts'
import { projectRedaction } from '../project-redaction.ts'
import { projectSettings } from '../project-settings.ts'
import { counted } from '../../util/counts.ts'

interface Candidate {
  readonly settings: Settings
  readonly recording: FailedRecording
}

/** Most tests that a list names. It counts the others. */
const shown = 10

/** Accepts the recording of a failed test, after the user has reviewed it, or the changed requests of tests. */
export const accept: CliCommand = {
  usage: 'accept [test]',
  summary:
    'accept the recording of a failed test: its name, its file and name, or the path of the recording; or keep recorded answers for changed requests',
  declare: (command) =>
    command
      .option('--requests', 'run the tests offline, and put what they ask now before the recorded answers')
      .option('--yes', 'with --requests: do not ask')
      .option('--dry-run', 'with --requests: show the differences, and write nothing'),

  async run([test], options, terminal) {
    if (options['requests'] === true)
      return acceptRequests(test, { isYes: options['yes'] === true, isDryRun: options['dryRun'] === true }, terminal)
    if (test === undefined)
      throw new CassetteConfigError(
        'accept needs the name of a test.\n\n  To take over its failed recording:\n    npx vitest-cassette accept "the name of the test"\n\n  To keep recorded answers for changed requests:\n    npx vitest-cassette accept --requests',
      )
    const all = (await projectSettings(terminal.cwd)).flatMap((settings) =>
      failedRecordings(settings).map((recording) => ({ settings, recording })),
    )
    const { settings, recording } = choose(test, all, terminal.cwd)
    const redaction = (await projectRedaction(settings, terminal.environment))(new SecretMemory())
    const count = await acceptRecording(settings, recording, redaction.interaction, createScan(settings.allowSecrets))
    // Older recordings of the test are outdated now.
    for (const other of all)
      if (other.recording.cassette === recording.cassette) removeFailedRecording(other.recording.path)
    const { file, name } = recording.owner
    const command = rerunCommand(settings, join(settings.root, file), name?.split(' > '))
    terminal.print(
      [
        ` ✓ ${shownPath(settings.root, recording.cassette)}`,
        `     ${counted(count, 'interaction')} from ${shownPath(settings.root, recording.path)}`,
        '',
        ' See what has changed (git diff), and run the test:',
        `     ${command}`,
      ].join('\n'),
    )
    return 0
  },
}

/** The newest recording of the one test that the argument names. */
function choose(test: string, all: readonly Candidate[], cwd: string): Candidate {
  const path = resolve(cwd, test)
  const exact = all.filter(({ recording }) => recording.path === path || namesOf(recording).includes(test))
  const found =
    exact.length > 0
      ? exact
      : all.filter((candidate) => namesOf(candidate.recording).some((name) => name.includes(test)))
  // Projects with one root share the folder of the run. A failed recording belongs to the project with the cassette.
  const own = found.filter((candidate) => hasItsCassette(candidate.recording))
  const tests = new Map<string, Candidate>()
  for (const candidate of own.length > 0 ? own : found) {
    const { cassette } = candidate.recording
    if (!tests.has(cassette)) tests.set(cassette, candidate)
  }
  const [first, ...others] = tests.values()
  if (first === undefined) throw new CassetteConfigError(nothingFound(test, all))
  if (others.length > 0)
    throw new CassetteConfigError(`"${test}" may mean ${tests.size} tests.\n\n  Name one:\n${list([first, ...others])}`)
  return first
}

function nothingFound(test: string, all: readonly Candidate[]): string {
  return all.length === 0
    ? 'There is no recording of a failed test.\n\n  One is stored when a test with a cassette fails while recording.'
    : `No recording of a failed test is named "${test}".\n\n  There are:\n${list(all)}`
}

function list(candidates: readonly Candidate[]): string {
  const names = [...new Set(candidates.map(({ recording }) => namesOf(recording)[0]))]
  const rows = names.slice(0, shown).map((name) => `    ${name}`)
  return [...rows, ...(names.length > shown ? [`    and ${names.length - shown} more`] : [])].join('\n')
}

/** Names of a recording: the name in the list of candidates, and a short form. */
function namesOf({ owner: { file, name } }: FailedRecording): string[] {
  return name === undefined ? [file] : [`${file} > ${name}`, name]
}
