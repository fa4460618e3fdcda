import type { Exchange } from '../../../diagnostics/exchange.ts'
import { beginStep, stepPath, type StepRecord } from '../../../diagnostics/step-record.ts'
import { loadOnDemand } from '../load-bundles.ts'
import type { StepHost } from './step.ts'

interface StepTraffic {
  /** The outermost steps. */
  readonly steps: StepRecord[]
  readonly exchanges: readonly Exchange[]
}

/** The async context, which knows the step that is running as it knows the lane. */
interface StepContext extends Pick<StepHost, 'enter' | 'withoutSecrets'> {
  readonly current: () => StepRecord | undefined
}

/** Steps of a test with a cassette. */
export function stepHost(traffic: StepTraffic, { current, enter, withoutSecrets }: StepContext): StepHost {
  return {
    begin(name, template) {
      const parent = current()
      const step = beginStep(name, template, parent)
      const { steps } = parent ?? traffic
      steps.push(step)
      return step
    },
    enter,
    withoutSecrets,
    factsOf: (step) => ({ step: stepPath(step), ...loadOnDemand().stepCosts(step, traffic.exchanges) }),
  }
}

/** Steps where the plugin is off: they run, and nothing is counted. */
export const freeSteps: StepHost = {
  begin: (name, template) => beginStep(name, template, undefined),
  enter: (_step, run) => run(),
  withoutSecrets: () => {},
  factsOf: ({ name }) => ({ step: name, calls: 0, tokens: 0 }),
}
