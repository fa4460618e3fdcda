import { expect, test } from 'vitest'
import { decide } from '../../../src/cassette/decide.ts'
import type { Settings } from '../../../src/cassette/settings.ts'
import { findStale, isRenewing, isTooOld, staleError, type AgedTest } from '../../../src/session/stale.ts'
import type { OpenCassette } from '../../../src/store/open-cassette.ts'
import { OpenCassette as Opened } from '../../../src/store/open-cassette.ts'
import { answered, askOf } from '../support/interactions.ts'
import { project } from '../support/open.ts'

type Mode = 'replay' | 'record' | 'refresh'
type OnStale = Settings['onStale']
interface Attempt extends AgedTest {
  readonly cassette: OpenCassette
}

/** The one recorded answer is too old or young; in `down`, the provider cannot be reached and a refresh falls back. */
type Recorded = 'young' | 'old' | 'old, provider down'

const day = 24 * 60 * 60 * 1000
const ago = (days: number): string => new Date(Date.now() - days * day).toISOString()

/** Opens a cassette with one answer and makes its request as a test does. */
function run(mode: Mode, onStale: OnStale, recorded: Recorded, maxAge?: string): Attempt {
  const test = { settings: { mode, onStale, fallback: 'never' as const }, command: 'npx vitest run' }
  const options = { onExhausted: 'fail' as const, ...(maxAge !== undefined && { maxAge }) }
  const old = answered('question', 'old answer', { recordedAt: ago(recorded === 'young' ? 1 : 100) })
  const cassette = open(mode, { test, options }, [old])
  const slot = cassette.nextSlot()
  const taken = cassette.take('main', 'question', slot)
  if (decide(mode, taken.verdict, { ...test.settings, ...options, isStale: false }) === 'record') {
    if (recorded === 'old, provider down' && 'interaction' in taken) cassette.keepUnrefreshed(taken.interaction)
    else cassette.record(answered('question', 'new answer', { recordedAt: ago(0) }), 'question', slot)
  }
  return { cassette, test, options }
}

function open(mode: Mode, aged: AgedTest, stored: readonly ReturnType<typeof answered>[]): OpenCassette {
  const { options } = project(stored)
  return new Opened({
    ...options,
    mode,
    keepFailures: false,
    callOf: askOf,
    ...(isRenewing(aged) && { isOutdated: (interaction) => isTooOld(interaction, aged.options) }),
  })
}

const named = 'named'
const fails = 'fails'
const fine = 'fine'

test.each<[OnStale, Recorded, Record<Mode, string>]>([
  ['warn', 'young', { replay: fine, record: fine, refresh: fine }],
  ['warn', 'old', { replay: named, record: named, refresh: fine }],
  ['warn', 'old, provider down', { replay: named, record: named, refresh: named }],
  ['fail', 'young', { replay: fine, record: fine, refresh: fine }],
  ['fail', 'old', { replay: fails, record: fails, refresh: fine }],
  ['fail', 'old, provider down', { replay: fails, record: fails, refresh: fails }],
  ['record', 'young', { replay: fine, record: fine, refresh: fine }],
  ['record', 'old', { replay: named, record: fine, refresh: fine }],
  ['record', 'old, provider down', { replay: named, record: fine, refresh: named }],
])('onStale %s, answer %s', (onStale, recorded, expected) => {
  for (const mode of ['replay', 'record', 'refresh'] as const) {
    const attempt = run(mode, onStale, recorded, '90d')
    const outcome = staleError(attempt.cassette, attempt)
      ? fails
      : findStale(attempt.cassette, attempt.options)
        ? named
        : fine
    expect(`${mode}: ${outcome}`).toBe(`${mode}: ${expected[mode]}`)
    const unlimited = run(mode, onStale, recorded)
    expect(staleError(unlimited.cassette, unlimited)).toBeUndefined()
    expect(findStale(unlimited.cassette, unlimited.options)).toBeUndefined()
  }
})

test('the error counts the answers that the test used', () => {
  const attempt = run('refresh', 'fail', 'old, provider down', '90d')
  expect(staleError(attempt.cassette, attempt)).toMatchObject({
    fields: { interactions: 1, stale: 1, days: 100, maxAge: '90d' },
  })
})

test('the error does not count an answer that this run has recorded beside the old one', () => {
  const { cassette, ...attempt } = run('record', 'fail', 'old', '90d')
  cassette.record(answered('another', 'new answer', { recordedAt: ago(0) }), 'another', cassette.nextSlot())
  expect(staleError(cassette, attempt)?.message).toContain('1 of 1 recorded answer is older than 90d')
})
