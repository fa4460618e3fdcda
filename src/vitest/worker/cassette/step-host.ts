import { beginStep, stepPath } from '../../../diagnostics/step-record.ts'
import type { WorkerState } from '../../../session/worker-state.ts'
import type { TestAttempt } from '../../../session/test-attempt.ts'
import { loadOnDemand } from '../load-bundles.ts'
import type { StepHost } from './step.ts'

/** Steps of a test with a cassette: which one is running is known from the async context, as the lane is. */
export function stepHost(attempt: TestAttempt, worker: WorkerState): StepHost {
  const caller = () => worker.callers.getStore() ?? { attempt, lane: 'main' }
  return {
    begin(name, template) {
      const { step: parent } = caller()
      const step = beginStep(name, template, parent)
      const { steps } = parent ?? attempt
      steps.push(step)
      return step
    },
    enter: (step, run) => worker.callers.run({ ...caller(), attempt, step }, run),
    factsOf: (step) => ({ step: stepPath(step), ...loadOnDemand().stepCosts(step, attempt.traffic.exchanges) }),
  }
}

/** Steps where the plugin is off: they run, and nobody counts. */
export const freeSteps: StepHost = {
  begin: (name, template) => beginStep(name, template, undefined),
  enter: (_step, run) => run(),
  factsOf: ({ name }) => ({ step: name, calls: 0, tokens: 0 }),
}
