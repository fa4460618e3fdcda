// The test and its fixture
export { cassetteFixture, test, test as it, type CassetteFixtures } from './vitest/worker/fixture.ts'
export type { TestCassette } from './vitest/worker/cassette/test-cassette.ts'
export type { StepArguments, StepOptions } from './vitest/worker/cassette/step.ts'
export type { Params } from './util/fill-params.ts'
export type { Step } from './diagnostics/steps.ts'
export type { WrappableFunction, Wrapped, WrapOptions } from './vitest/worker/cassette/wrap.ts'
export type { Explanation } from './answer/explain-request.ts'
export type { Change } from './match/normalize/change.ts'

// Configuration
export { configureCassette } from './vitest/worker/configure.ts'
export type { TestOptions } from './options/check-test-options.ts'
export type { AllowedSecret, CassetteOptions, GuardOptions, NormalizerEntry, ReadyName } from './cassette/options.ts'
export type { Mode } from './cassette/mode.ts'
export type { Normalizer } from './match/normalize/normalizer.ts'
export type { RequestView } from './match/view/request-view.ts'
export type { ViewBody, ViewPart } from './match/view/view-body.ts'

// Matchers
export type { ExpectedCall, ExpectedLimits, ExpectedText } from './vitest/worker/matchers/expectations.ts'

// Errors and their guards
export * from './errors/public/public-errors.ts'

// The contents of a cassette
export type * from './cassette/interaction.ts'
export type * from './cassette/stored-body.ts'
