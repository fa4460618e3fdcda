import { isRecording } from '../../cassette/mode.ts'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import { exists } from '../../store/exists.ts'
import type { TestAttempt } from '../../session/test-attempt.ts'
import { fakedFunctions } from './test-process-internals.ts'

const wayOut = "vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'setImmediate', 'Date'] })"

/**
 * Looks, when `signal` stops a test, whether the test has faked what requests wait for. Later would be too late: hooks
 * of the user's restore it before the end of the test.
 *
 * @returns what gives the error that the test is to fail with when it has timed out; none where no request of it was seen
 *   or recorded. One that waits may never be seen, so while recording any test may have made one.
 */
export function watchStall(attempt: TestAttempt, signal: AbortSignal): () => CassetteConfigError | undefined {
  let faked: readonly string[] = []
  signal.addEventListener('abort', () => (faked = fakedFunctions()), { once: true })
  return () => {
    if (faked.length === 0) return undefined
    const mayAsk = isRecording(attempt.settings.mode) || attempt.traffic.exchanges.length > 0 || exists(attempt.path)
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
