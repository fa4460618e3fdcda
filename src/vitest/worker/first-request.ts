// The bundle that a test process loads with its first request, or with the end of a test that has a cassette.

export { answerInHandler } from '../../intercept/answer-in-handler.ts'
export { startInterception } from '../../intercept/interception.ts'
export { catchOnAgent } from '../../intercept/node-http/catch-on-agent.ts'
export { catchOnDispatcher } from '../../intercept/undici/catch-on-dispatcher.ts'
export { failUnseen } from '../../intercept/fail-unseen.ts'
export { noteChildReport } from '../../intercept/processes/note-child-report.ts'
export { interceptorParts, isServerListening } from '../../intercept/internals/msw-internals.ts'
export { recordable } from '../../intercept/recordable.ts'
export { recordablePlace } from '../../intercept/recordable-place.ts'
export { noteRefused } from '../../offline/note-refused.ts'
export { openCassette } from '../../session/open-test-cassette.ts'
export { loadModules, prepareMatching, withoutSecrets } from '../../session/prepare-matching.ts'
export { writeFileAtomic } from '../../store/write-file.ts'
export { rerunCommand } from '../shared/rerun-command.ts'
export { cassetteName, cassettesOf } from './cassette-name.ts'
export { endOfTest } from './end/end-of-test.ts'
export { attachPage, explain } from './publish-diagnostics.ts'

/** Makes the bundler put the on-demand bundle into a file of its own, which shares code with this one. */
export const onDemand = (): Promise<typeof import('./on-demand.ts')> => import('./on-demand.ts')
