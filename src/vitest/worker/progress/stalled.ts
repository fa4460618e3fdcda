import { isRecording } from '../../../cassette/mode.ts'
import type { Settings } from '../../../cassette/settings.ts'
import { CassetteConfigError } from '../../../errors/cassette-config-error.ts'
import { exists } from '../../../store/exists.ts'
import { fakedFunctions } from '../test-process-internals.ts'

/** The part of an attempt that says whether its test makes requests. */
interface AskingTest {
  readonly test: { readonly settings: Pick<Settings, 'mode'>; readonly path: string }
  readonly traffic: { readonly exchanges: readonly unknown[] }
}

const wayOut = "vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] })"

/**
 * Checks, when `signal` stops a test, whether the test has faked functions that requests wait for. Hooks of the user may
 * restore them before the end of the test.
 *
 * @returns gives the error of a test that has timed out; none where no request of the test was seen or recorded. A
 *   request that waits may never be seen, so while recording any test may have made one.
 */
export function watchStall({ test, traffic }: AskingTest, signal: AbortSignal): () => CassetteConfigError | undefined {
  let faked: readonly string[] = []
  signal.addEventListener('abort', () => (faked = fakedFunctions()), { once: true })
  return () => {
    if (faked.length === 0) return undefined
    const mayAsk = isRecording(test.settings.mode) || traffic.exchanges.length > 0 || exists(test.path)
    return mayAsk ? new CassetteConfigError(stalledPage(faked)) : undefined
  }
}

function stalledPage(faked: readonly string[]): string {
  const [are, them] = faked.length > 1 ? ['are', 'them'] : ['is', 'it']
  return (
    `A request may wait for ever while ${faked.join(' and ')} ${are} faked\n\n` +
    `  Node's own clients wait for ${them}, with and without a cassette. Leave ${them} out of toFake:\n    ${wayOut}`
  )
}
