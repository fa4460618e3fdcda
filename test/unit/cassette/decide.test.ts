import { expect, test } from 'vitest'
import { decide, type Circumstances } from '../../../src/cassette/decide.ts'
import { isRecording, modes } from '../../../src/cassette/mode.ts'

const defaults: Circumstances = { onExhausted: 'fail', onStale: 'warn', fallback: 'never', isStale: false }

test.each([
  ['replay', 'hit', 'replay'],
  ['replay', 'recovered', 'replay'],
  ['replay', 'miss', 'refuse'],
  ['replay', 'exhausted', 'refuse'],
  ['record', 'hit', 'replay'],
  ['record', 'recovered', 'replay'],
  ['record', 'miss', 'record'],
  ['record', 'exhausted', 'record'],
  ['refresh', 'hit', 'record'],
  ['refresh', 'recovered', 'replay'],
  ['refresh', 'miss', 'record'],
  ['refresh', 'exhausted', 'record'],
] as const)('%s, %s: %s', (mode, verdict, action) => {
  expect(decide(mode, verdict, defaults)).toBe(action)
})

/** The verdicts of a mode whose answer these options change, with the answer. */
function changed(mode: 'replay' | 'record' | 'refresh', changes: Partial<Circumstances>): Record<string, string> {
  const verdicts = ['hit', 'recovered', 'miss', 'exhausted'] as const
  return Object.fromEntries(
    verdicts
      .filter((verdict) => decide(mode, verdict, { ...defaults, ...changes }) !== decide(mode, verdict, defaults))
      .map((verdict) => [verdict, decide(mode, verdict, { ...defaults, ...changes })]),
  )
}

test('onExhausted: repeat-last changes the answer to an exhausted request in replay alone', () => {
  expect(changed('replay', { onExhausted: 'repeat-last' })).toEqual({ exhausted: 'replay' })
  expect(changed('record', { onExhausted: 'repeat-last' })).toEqual({})
  expect(changed('refresh', { onExhausted: 'repeat-last' })).toEqual({})
})

test('onStale: record changes the answer to a hit that is too old in record alone', () => {
  expect(changed('record', { onStale: 'record', isStale: true })).toEqual({ hit: 'record' })
  expect(changed('record', { onStale: 'fail', isStale: true })).toEqual({})
  expect(changed('record', { onStale: 'record' })).toEqual({})
  expect(changed('replay', { onStale: 'record', isStale: true })).toEqual({})
  expect(changed('refresh', { onStale: 'record', isStale: true })).toEqual({})
})

test('fallback: before-first-byte changes the answer to a hit in refresh alone', () => {
  expect(changed('refresh', { fallback: 'before-first-byte' })).toEqual({ hit: 'record-or-replay' })
  expect(changed('record', { fallback: 'before-first-byte' })).toEqual({})
  expect(changed('replay', { fallback: 'before-first-byte' })).toEqual({})
})

test('no other combination of mode, result and options changes an answer', () => {
  let combinations = 0
  for (const mode of ['replay', 'record', 'refresh'] as const)
    for (const onExhausted of ['fail', 'repeat-last'] as const)
      for (const onStale of ['warn', 'fail', 'record'] as const)
        for (const fallback of ['never', 'before-first-byte'] as const)
          for (const isStale of [false, true]) {
            combinations += 4
            expect(changed(mode, { onExhausted, onStale, fallback, isStale })).toEqual({
              ...(mode === 'replay' && onExhausted === 'repeat-last' && { exhausted: 'replay' }),
              ...(mode === 'record' && isStale && onStale === 'record' && { hit: 'record' }),
              ...(mode === 'refresh' && fallback === 'before-first-byte' && { hit: 'record-or-replay' }),
            })
          }
  expect(combinations).toBe(288)
})

test('only record and refresh write', () => {
  expect(modes).toEqual(['replay', 'record', 'refresh', 'off'])
  expect(modes.filter(isRecording)).toEqual(['record', 'refresh'])
})
