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

/** The part of the worker's state that a cassette needs. */
type CassetteWorker = Pick<WorkerState, 'callers' | 'attempts' | 'importModule' | 'reportStray'>

/** The cassette of a running test: each capability is a file beside this one, and loads late where it is heavy. */
export function cassetteOf(attempt: TestAttempt, worker: CassetteWorker): TestCassette {
  const { callers } = worker
  const caller = () => ({ lane: 'main', ...callers.getStore(), attempt })
  const steps = stepHost(attempt.traffic, {
    withoutSecrets: (error) => loadFirstRequest().withoutSecrets(attempt, error),
    current: () => callers.getStore()?.step,
    enter: (step, run) => callers.run({ ...caller(), step }, run),
  })
  const cassette: TestCassette = {
    mode: attempt.test.settings.mode,
    path: shownPath(attempt.test.settings.root, attempt.test.path),
    get interactions() {
      return interactionsOf(attempt, worker)
    },
    get calls() {
      const { replayed, liveAnswers } = attempt.accounts
      return { offline: replayed.length, live: liveAnswers }
    },
    lane: (name, fn) => callers.run({ ...caller(), lane: laneName(name) }, fn),
    step: (name, ...args) => runStep(steps, name, ...args),
    get steps() {
      return loadOnDemand().stepsOf(attempt.traffic.steps, attempt.traffic.exchanges)
    },
    wrap: (name, run, { errors = [] } = {}) =>
      wrap(name, (args, self) => {
        const call = { name, run, args, self, errors, site: callSite(), caller: caller() }
        return loadOnDemand().callWrapped(call, worker)
      }),
    async explain(request) {
      const { openCassette, prepareMatching } = loadFirstRequest()
      await prepareMatching(attempt, worker)
      return loadOnDemand().explain(request, attempt.comparing.matching, openCassette(attempt))
    },
    get run() {
      return loadOnDemand().diagnose(attempt.traffic)
    },
    tool: (name, { effect }, fn) => runTool(attempt.traffic, name, effect, fn),
  }
  worker.attempts.set(cassette, attempt)
  return cassette
}
