import { AsyncLocalStorage } from 'node:async_hooks'
import { join } from 'node:path'
import type { Interaction } from '../../../src/cassette/interaction.ts'
import type { Settings } from '../../../src/cassette/settings.ts'
import type { TestSettings } from '../../../src/cassette/test-settings.ts'
import type { Normalizer } from '../../../src/match/normalize/normalizer.ts'
import { answer, type AnsweringWorker } from '../../../src/answer/answer.ts'
import { openCassette } from '../../../src/session/open-test-cassette.ts'
import type { ActiveSettings } from '../../../src/session/test-identity.ts'
import { TestAttempt } from '../../../src/session/test-attempt.ts'
import { storedRequest } from '../../../src/http/stored-request.ts'
import { saveCassette } from '../../../src/store/cassette-file.ts'
import { toSettings } from '../../../src/options/to-settings.ts'
import { folder } from './folder.ts'
import { ownCall } from './own-call.ts'

/** A request of an app, as it makes it. */
export interface Ask {
  readonly url?: string
  readonly method?: string
  readonly headers?: Record<string, string>
  /** Sent as JSON, unless it is a form or text. */
  readonly body?: unknown
  readonly lane?: string
  /** The JSON of its recorded answer. @default {} */
  readonly answer?: unknown
}

const chatUrl = 'https://api.openai.com/v1/chat/completions'
const recordedAt = '2026-03-04T09:10:11.000Z'

/**
 * Interactions as they are recorded when an app makes these requests, each with its answer.
 *
 * @param own headers that count for the user.
 */
export async function recordingOf(asks: readonly Ask[], own: readonly string[] = []): Promise<Interaction[]> {
  return Promise.all(
    asks.map(async (ask) => {
      const request = requestOf(ask)
      const stored = storedRequest(request, new Uint8Array(await request.clone().arrayBuffer()), own)
      const response = {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: { json: ask.answer ?? {} },
      }
      return { lane: ask.lane ?? 'main', recordedAt, request: stored, response }
    }),
  )
}

/** A test that replays a cassette which holds what was recorded; no file when nothing is given. */
export async function replaying(
  recorded: readonly Ask[] | undefined,
  changes: Partial<Omit<Settings, 'normalize'> & TestSettings<Normalizer>> = {},
  recordedHeaders: readonly string[] = changes.matchHeaders ?? [],
): Promise<Replaying> {
  const root = folder()
  const path = join(root, '__cassettes__/test/agent.test.ts/books-a-table.json')
  if (recorded !== undefined) saveCassette(path, owner, await recordingOf(recorded, recordedHeaders))
  return new Replaying(attemptAt(path, { root, ...changes }))
}

const owner = { file: 'test/agent.test.ts', name: 'books a table' }

/** An attempt of a test whose cassette is at a path. */
export function attemptAt(
  path: string,
  changes: Partial<Omit<Settings, 'normalize'> & TestSettings<Normalizer>> = {},
  mode: ActiveSettings['mode'] = 'replay',
): TestAttempt {
  const test = { ...settings, startedIn: changes.root ?? '', ...changes }
  const set: ActiveSettings = {
    ...test,
    mode,
    normalize: test.normalize.filter((one) => typeof one === 'string'),
  }
  return new TestAttempt(
    { owner, path, settings: set, command: "npx vitest run test/agent.test.ts -t '^books a table$'" },
    test,
  )
}

/** A test that replays, with the network's own way of answering. */
export class Replaying {
  readonly attempt: TestAttempt
  readonly worker: AnsweringWorker
  readonly fetch: typeof globalThis.fetch

  /** @param fetch asks the provider. @default fails, since replaying goes nowhere */
  constructor(
    attempt: TestAttempt,
    fetch: typeof globalThis.fetch = () => Promise.reject(new Error('replaying goes nowhere')),
  ) {
    this.attempt = attempt
    this.fetch = fetch
    this.worker = {
      settings: attempt.test.settings,
      callers: new AsyncLocalStorage(),
      outside: undefined,
      importModule: () => Promise.reject(new Error('nothing to import')),
      liveHosts: new Set(),
      reportStray: (error) => attempt.fail(error),
    }
  }

  /** Makes one request. */
  async ask(ask: Ask): Promise<void> {
    const caller = { attempt: this.attempt, lane: ask.lane ?? 'main' }
    const request = requestOf(ask)
    await answer({ request, caller, breakConnection: () => {}, ...ownCall(request, this.fetch) }, this.worker)
  }

  /** The page of the last request that got no answer, as Vitest shows it. */
  get page(): string {
    const error = this.attempt.errors.at(-1)
    return error === undefined ? '' : `${error.name}: ${error.message}\n`
  }

  get cassette(): ReturnType<typeof openCassette> {
    return openCassette(this.attempt)
  }
}

function requestOf({ url = chatUrl, method = 'POST', headers = {}, body }: Ask): Request {
  const isRaw = typeof body === 'string' || body instanceof FormData
  return new Request(url, {
    method,
    headers: { ...(body !== undefined && !isRaw && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: isRaw ? body : JSON.stringify(body) }),
  })
}

const settings: Settings = toSettings(
  {},
  {
    mode: 'replay',
    modeSource: 'default',
    root: '',
    runId: 'run',
    startedIn: '',
    flags: [],
    titleSeparator: ' > ',
  },
  { ledger: '', isCi: false, writesDocument: false },
)
