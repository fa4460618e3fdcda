export { actionsOf } from '../../diagnostics/action-log.ts'
export { describeDiagnostics } from '../../diagnostics/describe-diagnostics.ts'
export { diagnose } from '../../diagnostics/diagnose.ts'
export { reportSteps, stepCosts, stepsOf } from '../../diagnostics/steps.ts'
export { explain } from '../../answer/explain-request.ts'
export { bridgeHttp2, bridgeUnconnected, watchHttp2 } from '../../intercept/http2/http2-bridge.ts'
export { watchElsewhere } from '../../intercept/sockets/watch-elsewhere.ts'
export { issueOfTestOptions } from '../../options/check-test-options.ts'
export { foldOwnErrors } from './own-errors.ts'
export { shortenRepeatedConflict } from '../../session/repeated-conflict.ts'
export { shortenRepeatedMiss } from '../../session/repeated-miss.ts'
export { writeFailurePage } from './end/failure-page.ts'
export { callWrapped } from '../../answer/wrapped/call-wrapped.ts'
export { noteRequests } from './note-requests.ts'
export { writeActionLog, writeQuotes } from '../../store/run-folder.ts'

export { haveCalled, haveUsedTools, stayWithin } from './matchers/verdicts.ts'

/** Loads the code for `accept --requests`, which no other run needs. */
export const loadAccepting = (): Promise<typeof import('../../answer/accept/start-accepting.ts')> =>
  import('../../answer/accept/start-accepting.ts')
