import type { WorkerState } from '../../../session/worker-state.ts'
import type { TestAttempt } from '../../../session/test-attempt.ts'
import { callSite } from '../../../util/app-frames.ts'
import { shownPath } from '../../../store/paths.ts'
import { loadFirstRequest, loadOnDemand } from '../load-bundles.ts'
import { interactionsOf } from './interactions.ts'
import { laneName } from './lane-name.ts'
import { stepHost } from './step-host.ts'
import { runStep } from './step.ts'
import type { TestCassette } from './test-cassette.ts'
import { runTool } from './tool.ts'
import { wrap } from './wrap.ts'

/** What a test sees of its cassette: each capability is a file beside this one, loaded with the engine where it is heavy. */
export function cassetteOf(attempt: TestAttempt, worker: WorkerState): TestCassette {
  const steps = stepHost(attempt, worker)
  const cassette: TestCassette = {
    mode: attempt.settings.mode,
    path: shownPath(attempt.settings.root, attempt.path),
    get interactions() {
      return interactionsOf(attempt, worker)
    },
    get calls() {
      const live = Object.values(attempt.tally.live).reduce((total, count) => total + count, 0)
      return { offline: attempt.tally.offline, live }
    },
    lane: (name, fn) => worker.callers.run({ ...worker.callers.getStore(), attempt, lane: laneName(name) }, fn),
    step: (name, ...args) => runStep(steps, name, ...args),
    get steps() {
      return loadOnDemand().stepsOf(attempt.steps, attempt.traffic.exchanges)
    },
    wrap: (name, run) =>
      wrap(name, (args) => {
        const caller = worker.callers.getStore() ?? { lane: 'main' }
        return loadOnDemand().callWrapped({ name, run, args, site: callSite(), caller: { ...caller, attempt } }, worker)
      }),
    async explain(request) {
      const { openCassette, prepareMatching } = loadFirstRequest()
      await prepareMatching(attempt, worker)
      return loadOnDemand().explain(request, attempt, openCassette(attempt))
    },
    get run() {
      return loadOnDemand().diagnose(attempt.traffic)
    },
    tool: (name, { effect }, fn) => runTool(attempt.traffic, name, effect, fn),
  }
  worker.attempts.set(cassette, attempt)
  return cassette
}
