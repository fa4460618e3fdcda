/**
 * The types that users write against, from the built package. Checked by `tsc`, never run: what must not compile stands
 * under `@ts-expect-error`, which is an error itself where it does.
 */
import type { HttpHandler } from 'msw'
import { expect, expectTypeOf, test as base, type TestAPI } from 'vitest'
import type { Plugin, ViteUserConfig } from 'vitest/config'
import type { Reporter } from 'vitest/node'
import {
  cassetteFixture,
  configureCassette,
  isCassetteError,
  isCassetteMissError,
  isCassetteUnusedError,
  it,
  test,
  CassetteError,
  CassetteGuardrailError,
  CassetteMissError,
  OfflineRequestError,
  type CassetteFixtures,
  type CassetteOptions,
  type Interaction,
  type Mode,
  type TestCassette,
} from 'vitest-cassette'
import { cassetteHandlers } from 'vitest-cassette/msw'
import { cassettes, type CassetteOptions as PluginOptions } from 'vitest-cassette/plugin'
import CassetteReporter from 'vitest-cassette/reporter'

// The plugin, and its options.
expectTypeOf(cassettes).returns.toEqualTypeOf<Plugin>()
expectTypeOf(cassettes).parameter(0).toEqualTypeOf<PluginOptions | undefined>()
expectTypeOf<PluginOptions>().toEqualTypeOf<CassetteOptions>()
export const config: ViteUserConfig = { plugins: [cassettes()], test: { reporters: [new CassetteReporter()] } }
expectTypeOf<CassetteReporter>().toExtend<Reporter>()

cassettes({})
cassettes({ mode: 'record', dir: 'tapes', include: ['*.example.com'], exclude: ['localhost:8080'] })
cassettes({ upstream: { '*': 'https://gateway.example.com' }, stream: { timing: 'recorded' } })
cassettes({ unused: 'warn', onExhausted: 'repeat-last', keepFailures: true })
// @ts-expect-error a mode that does not exist
cassettes({ mode: 'recording' })
// @ts-expect-error an option that does not exist
cassettes({ directory: 'tapes' })
// @ts-expect-error one pattern is a list of one
cassettes({ include: '*.example.com' })
cassettes({ normalize: ['uuids', './test/normalizers.ts'] })
// @ts-expect-error neither a ready normalizer nor a path
cassettes({ normalize: ['uuid'] })
// @ts-expect-error a speed is a number
cassettes({ stream: { speed: '2' } })
expectTypeOf<Mode>().toEqualTypeOf<'replay' | 'record' | 'refresh' | 'off'>()

// The fixture.
expectTypeOf(test).toEqualTypeOf<TestAPI<CassetteFixtures>>()
expectTypeOf(it).toEqualTypeOf(test)
test('has a cassette', async ({ cassette }) => {
  expectTypeOf(cassette).toEqualTypeOf<TestCassette>()
  expectTypeOf(cassette.mode).toEqualTypeOf<Mode>()
  expectTypeOf(cassette.path).toEqualTypeOf<string>()
  expectTypeOf(cassette.interactions).toEqualTypeOf<readonly Interaction[]>()
  expectTypeOf(cassette.calls.live).toEqualTypeOf<number>()
  expectTypeOf(cassette.lane('planner', () => 42)).toEqualTypeOf<number>()
  expectTypeOf(cassette.lane('planner', async () => 'text')).toEqualTypeOf<Promise<string>>()
  expectTypeOf(cassette.step('book', async () => 42)).toEqualTypeOf<Promise<number>>()
  expectTypeOf(cassette.step('book {city}', { params: { city: 'Bern' }, recover: () => 7 }, () => 42)).toEqualTypeOf<
    Promise<number>
  >()
  // @ts-expect-error a recovery gives what the step would have given
  void cassette.step('book', { recover: () => 'text' }, () => 42)
  const double = cassette.wrap('double', async (value: number) => value * 2)
  expectTypeOf(double).toEqualTypeOf<(value: number) => Promise<number>>()
  // @ts-expect-error the arguments are those of the function
  void double('2')
  const absent = cassette.wrap<(prompt: string) => AsyncIterable<string>>('stream')
  expectTypeOf(absent('x')).toEqualTypeOf<AsyncGenerator<string, void, undefined>>()
  // @ts-expect-error only async functions can be wrapped
  cassette.wrap('sync', () => 42)
  expect(cassette).toHaveCalled({ provider: 'openai', model: /^gpt-5/ })
  expect(cassette).not.toHaveCalled({ model: expect.stringContaining('mini') as string })
  expect(cassette).toHaveUsedTools(['search'])
  expect(cassette).toStayWithin({ calls: 3, tokens: 1000 })
  // @ts-expect-error tools are a list
  expect(cassette).toHaveUsedTools('search')
  // @ts-expect-error a limit that does not exist
  expect(cassette).toStayWithin({ call: 3 })
  // @ts-expect-error a test looks at its interactions, and changes none
  cassette.interactions.push({})
  // @ts-expect-error nor its mode
  cassette.mode = 'record'
})

const extended = base.extend<{ user: string }>({ user: 'Ada' }).extend<CassetteFixtures>(cassetteFixture)
extended('keeps the fixtures of others', ({ user, cassette }) => {
  expectTypeOf(user).toEqualTypeOf<string>()
  expectTypeOf(cassette).toEqualTypeOf<TestCassette>()
})
extended.for([1, 2])('in a table', (row, { cassette }) => {
  expectTypeOf(row).toEqualTypeOf<number>()
  expectTypeOf(cassette).toEqualTypeOf<TestCassette>()
})
expectTypeOf(configureCassette).toBeFunction()
configureCassette({ clock: 'recorded', ignore: ['id'] as const, normalize: ['uuids', (request) => request] })
// @ts-expect-error an option of the plugin alone
configureCassette({ dir: 'tapes' })
// @ts-expect-error neither a ready normalizer nor a path
configureCassette({ normalize: ['uuid'] })

// A recording is a response or a failure. They are told apart without a cast.
export function outcome(interaction: Interaction): string {
  return interaction.response === undefined ? interaction.failure.name : String(interaction.response.status)
}

// Errors and their guards.
export function explain(error: unknown): string {
  if (isCassetteMissError(error)) {
    expectTypeOf(error).toEqualTypeOf<CassetteMissError>()
    expectTypeOf<typeof error.code>().toEqualTypeOf<'CASSETTE_MISS'>()
    expectTypeOf(error.fields.asked.call).toEqualTypeOf<string>()
    return error.fields.cassette
  }
  if (isCassetteUnusedError(error)) return error.name
  if (isCassetteError(error, 'CASSETTE_GUARDRAIL')) {
    expectTypeOf(error).toEqualTypeOf<CassetteGuardrailError>()
    return error.fields.cassette
  }
  if (isCassetteError(error)) {
    expectTypeOf(error).toExtend<CassetteError>()
    if (error.code === 'CASSETTE_OFFLINE') expectTypeOf(error).toEqualTypeOf<OfflineRequestError>()
    return error.code
  }
  expectTypeOf(error).toBeUnknown()
  return ''
}
expectTypeOf<CassetteMissError>().toExtend<CassetteError>()
expectTypeOf<CassetteError>().toExtend<Error>()

// The handlers.
expectTypeOf(cassetteHandlers).parameters.toEqualTypeOf<[]>()
expectTypeOf(cassetteHandlers).returns.toEqualTypeOf<HttpHandler[]>()
