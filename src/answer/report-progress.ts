import type { StoredRequest } from '../cassette/interaction.ts'
import { describeService } from '../providers/describe-request.ts'
import { earlierCalls } from './budget.ts'
import type { TestAttempt } from '../session/test-attempt.ts'

/**
 * Tells who listens that a live call of a test has begun.
 *
 * @returns what tells that it is over, once its tokens are counted; of several times only the first counts.
 */
export function beginProgress(attempt: TestAttempt, request: StoredRequest): () => void {
  const { live } = attempt
  live.calls += 1
  live.open += 1
  const { provider, model } = describeService(request)
  const { text } = attempt.matching.redaction()
  live.service = { ...(provider && { provider: text(provider) }), ...(model && { model: text(model) }) }
  tell(attempt)
  let isOver = false
  return () => {
    if (isOver) return
    isOver = true
    live.open -= 1
    tell(attempt)
  }
}

function tell(attempt: TestAttempt): void {
  const { live, tally, earlier } = attempt
  attempt.onProgress?.({
    ...live.service,
    calls: live.calls + earlierCalls(attempt),
    open: live.open,
    tokens: tally.tokens + (earlier?.tally.tokens ?? 0),
  })
}
