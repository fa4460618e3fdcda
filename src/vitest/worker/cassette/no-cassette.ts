import { appFrames } from '../../../util/app-frames.ts'
import { CassetteConfigError } from '../../../errors/cassette-config-error.ts'
import { laneName } from './lane-name.ts'
import { freeSteps } from './step-host.ts'
import { runStep } from './step.ts'
import type { TestCassette } from './test-cassette.ts'
import { unwrapped } from './wrap.ts'

/** The cassette of a test where the plugin is off: nothing is recorded, and functions run as they are. */
export const noCassette: TestCassette = {
  mode: 'off',
  path: '',
  interactions: [],
  calls: { offline: 0, live: 0 },
  lane: (name, fn) => {
    laneName(name)
    return fn()
  },
  step: (name, ...args) => runStep(freeSteps, name, ...args),
  steps: [],
  wrap: unwrapped,
  explain: () => {
    const message = 'cassette.explain() needs the plugin, and its mode is off.'
    return Promise.reject(new CassetteConfigError(message, { frames: appFrames() }))
  },
  run: {
    version: 1,
    classification: 'success',
    summary_key: 'success.completed',
    retry_safety: { recommendation: 'unknown', confidence: 'high', reason: 'completed_without_failure' },
    calls: 0,
    attempts: 0,
    usage: { input: 0, output: 0, cached: 0, reasoning: 0 },
    evidence: [],
  },
  tool: (_name, _options, fn) => fn?.() as never,
}
