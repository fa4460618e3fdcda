import { join, sep } from 'node:path'
import type { Settings } from '../../cassette/settings.ts'
import { SecretMemory } from '../../redact/secret-memory.ts'
import { applyRequests } from '../../store/requests/apply-requests.ts'
import type { RequestNote } from '../../store/requests/request-notes.ts'
import { createScan } from '../../store/scan.ts'
import { counted } from '../../util/counts.ts'
import { runCommand } from '../../vitest/shared/rerun-command.ts'
import type { ExitCode, Terminal } from '../command.ts'
import { findCassettes } from '../find-cassettes.ts'
import { projectRedaction } from '../project-redaction.ts'
import { judgeNotes } from './judge-notes.ts'
import { requestsPage } from './requests-page.ts'
import { runAccepting } from './run-tests.ts'

/** Options of `accept --requests`. */
interface Choice {
  readonly isYes: boolean
  readonly isDryRun: boolean
}

/**
 * Puts what the tests ask today before the recorded answers, once the user has seen the differences.
 *
 * @param filter a test, its file or its cassette; without one all tests.
 */
export async function acceptRequests(
  filter: string | undefined,
  { isYes, isDryRun }: Choice,
  terminal: Terminal,
): Promise<ExitCode> {
  const wanted = filter && new Set((await findCassettes(filter, terminal.cwd)).map(({ path }) => path))
  const isWanted = (path: string): boolean => !wanted || wanted.has(path)
  const { notes, settings, errors } = await runAccepting(
    terminal.cwd,
    (cassettes) => cassettes.filter(isWanted),
    (files) => terminal.print(` ${counted(files, 'test file')} with cassettes, run offline …\n`),
  )
  const judged = judgeNotes(notes.filter(({ path }) => isWanted(path)))
  const { accepted, refused } = judged
  terminal.print(requestsPage(judged, { errors, record: recordCommand(refused, settings) }))
  const left = refused.length + errors.length > 0 ? 1 : 0
  if (accepted.length === 0) return left
  const requests = accepted.reduce((total, note) => total + note.accepted.length, 0)
  const question = `\n Take over ${counted(requests, 'request')}? (y/N) `
  if (isDryRun || !(isYes || (await terminal.confirm?.(question)))) {
    const next =
      isDryRun || terminal.confirm === undefined
        ? '\n\n Take them over:\n     npx vitest-cassette accept --requests'
        : ''
    terminal.print(`\n Nothing was written.${next}${next && terminal.confirm === undefined ? ' --yes' : ''}`)
    return 1
  }
  for (const note of accepted) await apply(note, settings, terminal)
  terminal.print(
    `\n ✓ ${counted(requests, 'request')} in ${counted(accepted.length, 'cassette')}\n\n The provider has not seen these requests. Each run says so until they are\n recorded again, with --mode refresh.`,
  )
  return left
}

async function apply(note: RequestNote, all: readonly Settings[], { environment }: Terminal): Promise<void> {
  const settings = settingsOf(note, all)
  const redaction = await projectRedaction(settings, environment)
  await applyRequests(settings, note, {
    at: new Date().toISOString(),
    scan: createScan(settings.allowSecrets),
    redactionOf(interactions) {
      const memory = new SecretMemory()
      for (const interaction of interactions) memory.learn(interaction)
      return redaction(memory).interaction
    },
  })
}

/** Most tests that a command names. With more it names their files: a recording pays only for what is missing. */
const mostNamed = 5

function recordCommand(refused: readonly RequestNote[], all: readonly Settings[]): string {
  const [first] = refused
  if (first === undefined) return ''
  const settings = settingsOf(first, all)
  const files = refused.map((note) => join(settingsOf(note, all).root, note.owner.file))
  const tests = refused.flatMap(({ owner }) => (owner.name === undefined ? [] : [owner.name.split(' > ')]))
  const isNamed = tests.length === refused.length && tests.length <= mostNamed
  return `${runCommand(settings, { files: [...new Set(files)], ...(isNamed && { tests }) })} --mode record`
}

/** The settings of the project that a cassette belongs to. */
function settingsOf({ path }: RequestNote, all: readonly Settings[]): Settings {
  return all.find(({ root, dir }) => path.startsWith(join(root, dir, sep))) ?? all[0]!
}
