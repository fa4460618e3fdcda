import { join } from 'node:path'
import type { Interaction } from '../../../src/cassette/interaction.ts'
import { readCassette, saveCassette } from '../../../src/store/cassette-file.ts'
import type { TestOutcome } from '../../../src/store/close-result.ts'
import { OpenCassette } from '../../../src/store/open-cassette.ts'
import type { OpenCassetteOptions } from '../../../src/store/open-cassette-options.ts'
import { filesIn, folder } from './folder.ts'
import { answered, askOf, replyOf } from './interactions.ts'

export const passed: TestOutcome = { passed: true, complete: true }
export const failed: TestOutcome = { passed: false, complete: true }
/** Passed, but only a part of the tests has run. */
export const cut: TestOutcome = { passed: true, complete: false }

export interface Project {
  readonly root: string
  /** Path of the cassette. */
  readonly path: string
  /** Its path, and how its requests are compared. */
  readonly options: Pick<
    OpenCassetteOptions,
    'root' | 'path' | 'journals' | 'runFolder' | 'owner' | 'keyOf' | 'command'
  >
  open(mode: OpenCassetteOptions['mode'], keepFailures?: boolean): OpenCassette
  /** The answers in a cassette of the project. */
  repliesIn(file: string): string[]
  /** The answers in the cassette. */
  stored(): string[] | undefined
  /** The journals, relative to the root. */
  journals(): string[]
}

/** A project with one cassette that holds the interactions; without interactions there is no cassette. */
export function project(old?: readonly Interaction[]): Project {
  const root = folder()
  const path = join(root, 'c', 'a.json')
  const work = join(root, '.vitest-cassette')
  const owner = { file: 'a.test.ts', name: 'a' }
  if (old !== undefined) saveCassette(path, owner, old)
  const options = {
    root,
    path,
    journals: join(work, 'journals'),
    runFolder: join(work, 'kept'),
    owner,
    keyOf: askOf,
    command: 'npx vitest run',
  }
  return {
    root,
    path,
    options,
    open: (mode, keepFailures = false) =>
      new OpenCassette({ ...options, mode, keepFailures, callOf: (request) => `ask ${askOf(request)}` }),
    repliesIn: (file) => (readCassette(join(root, file), file)?.interactions ?? []).map(replyOf),
    stored: () => readCassette(path, 'a.json')?.interactions.map(replyOf),
    journals: () => filesIn(root).filter((file) => file.endsWith('.jsonl')),
  }
}

/** Answers a request as the network does: from the cassette, else from a provider that answers `reply`. */
export function ask(cassette: OpenCassette, text: string, reply: string, { live = false, status = 200 } = {}): string {
  const slot = cassette.nextSlot()
  const taken = cassette.take('main', text, slot)
  if (taken.verdict === 'recovered' || (taken.verdict === 'hit' && !live)) return replyOf(taken.interaction)
  cassette.record(answered(text, reply, { status }), text, slot)
  return reply
}
