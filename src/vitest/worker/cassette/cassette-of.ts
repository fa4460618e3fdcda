import type { Runtime } from '../../../session/worker-state.ts'
import type { Scope } from '../../../session/test-attempt.ts'
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
export function cassetteOf(scope: Scope, runtime: Runtime): TestCassette {
  const steps = stepHost(scope, runtime)
  const cassette: TestCassette = {
    mode: scope.settings.mode,
    path: shownPath(scope.settings.root, scope.path),
    get interactions() {
      return interactionsOf(scope, runtime)
    },
    get calls() {
      const live = Object.values(scope.tally.live).reduce((total, count) => total + count, 0)
      return { offline: scope.tally.offline, live }
    },
    lane: (name, fn) => runtime.callers.run({ ...runtime.callers.getStore(), scope, lane: laneName(name) }, fn),
    step: (name, ...args) => runStep(steps, name, ...args),
    get steps() {
      return loadOnDemand().stepsOf(scope.steps, scope.traffic.exchanges)
    },
    wrap: (name, run) =>
      wrap(name, (args) => {
        const caller = runtime.callers.getStore() ?? { lane: 'main' }
        return loadOnDemand().callWrapped({ name, run, args, caller: { ...caller, scope } }, runtime)
      }),
    async explain(request) {
      const { openCassette, prepareMatching } = loadFirstRequest()
      await prepareMatching(scope, runtime)
      return loadOnDemand().explain(request, scope, openCassette(scope))
    },
    get run() {
      return loadOnDemand().diagnose(scope.traffic)
    },
    tool: (name, { effect }, fn) => runTool(scope.traffic, name, effect, fn),
  }
  runtime.scopes.set(cassette, scope)
  return cassette
}
