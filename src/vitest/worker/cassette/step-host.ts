import { beginStep, stepPath } from '../../../diagnostics/step-record.ts'
import type { Runtime } from '../../../session/worker-state.ts'
import type { Scope } from '../../../session/test-attempt.ts'
import { loadOnDemand } from '../load-bundles.ts'
import type { StepHost } from './step.ts'

/** Steps of a test with a cassette: which one is running is known from the async context, as the lane is. */
export function stepHost(scope: Scope, runtime: Runtime): StepHost {
  const caller = () => runtime.callers.getStore() ?? { scope, lane: 'main' }
  return {
    begin(name, template) {
      const { step: parent } = caller()
      const step = beginStep(name, template, parent)
      const { steps } = parent ?? scope
      steps.push(step)
      return step
    },
    enter: (step, run) => runtime.callers.run({ ...caller(), scope, step }, run),
    factsOf: (step) => ({ step: stepPath(step), ...loadOnDemand().stepCosts(step, scope.traffic.exchanges) }),
  }
}

/** Steps where the plugin is off: they run, and nobody counts. */
export const freeSteps: StepHost = {
  begin: (name, template) => beginStep(name, template, undefined),
  enter: (_step, run) => run(),
  factsOf: ({ name }) => ({ step: name, calls: 0, tokens: 0 }),
}
