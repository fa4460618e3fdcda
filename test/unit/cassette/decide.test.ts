import { expect, test } from 'vitest'
import { decide } from '../../../src/cassette/decide.ts'
import { isRecording, modes } from '../../../src/cassette/mode.ts'

test.each([
  ['replay', 'hit', 'replay'],
  ['replay', 'recovered', 'replay'],
  ['replay', 'miss', 'refuse'],
  ['replay', 'exhausted', 'refuse'],
  ['record', 'hit', 'replay'],
  ['record', 'recovered', 'replay'],
  ['record', 'miss', 'live'],
  ['record', 'exhausted', 'live'],
  ['refresh', 'hit', 'live'],
  ['refresh', 'recovered', 'replay'],
  ['refresh', 'miss', 'live'],
  ['refresh', 'exhausted', 'live'],
] as const)('%s, %s: %s', (mode, verdict, action) => {
  expect(decide(mode, verdict)).toBe(action)
})

test('only record and refresh write', () => {
  expect(modes).toEqual(['replay', 'record', 'refresh', 'off'])
  expect(modes.filter(isRecording)).toEqual(['record', 'refresh'])
})
