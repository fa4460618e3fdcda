import { expect, test } from 'vitest'
import { resolveMode } from '../../../src/vitest/main/resolve-mode.ts'

/** Vitest's own word for `--mode` when none is given. */
const none = 'test'

test.for([
  ['nothing', none, {}, undefined, 'replay', 'default'],
  ['the option', none, {}, 'record', 'record', 'plugin option'],
  ['the variable before the option', none, { CASSETTE_MODE: 'refresh' }, 'record', 'refresh', 'CASSETTE_MODE'],
  ['--mode before the variable', 'record', { CASSETTE_MODE: 'refresh' }, 'off', 'record', '--mode'],
  ['--mode replay too', 'replay', { CASSETTE_MODE: 'record' }, 'refresh', 'replay', '--mode'],
  ['case and blanks in --mode', ' Refresh', {}, undefined, 'refresh', '--mode'],
  ['case and blanks in the variable', none, { CASSETTE_MODE: '  rEcord ' }, undefined, 'record', 'CASSETTE_MODE'],
  ['case and blanks in the option', none, {}, ' OFF', 'off', 'plugin option'],
  ['an empty variable is none', none, { CASSETTE_MODE: '' }, 'record', 'record', 'plugin option'],
  ['a blank variable is none', none, { CASSETTE_MODE: '  ' }, 'record', 'record', 'plugin option'],
  ["--mode off is the user's own", 'off', {}, undefined, 'replay', 'default'],
  ["any other word of --mode is the user's own", 'staging', {}, 'record', 'record', 'plugin option'],
] as const)('%s', ([, cli, environment, option, mode, source]) => {
  expect(resolveMode({ cli, environment, option })).toEqual({ mode, source })
})

test.for([
  ['recrod', none, { CASSETTE_MODE: 'recrod' }, undefined, 'Unknown mode "recrod" (CASSETTE_MODE). Did you mean "record"? Valid: replay, record, refresh, off.'],
  ['of', none, {}, 'of', 'Unknown mode "of" (plugin option). Did you mean "off"? Valid: replay, record, refresh, off.'],
  ['live!', none, { CASSETTE_MODE: 'live!' }, undefined, 'Unknown mode "live!" (CASSETTE_MODE). Valid: replay, record, refresh, off.'],
  ['recrd', 'recrd', {}, undefined, 'Unknown mode "recrd" (--mode). Did you mean "record"?'],
] as const)('refuses %s', ([, cli, environment, option, message]) => {
  expect(() => resolveMode({ cli, environment, option })).toThrow(message)
})

test.for([
  ['true', true],
  ['1', true],
  ['woodpecker', true],
  ['false', false],
  ['0', false],
  ['', false],
] as const)('CI=%s decides whether recording is refused', ([value, isRefused]) => {
  for (const mode of ['record', 'refresh']) {
    const resolve = (): unknown => resolveMode({ cli: mode, environment: { CI: value }, option: undefined })
    if (isRefused) expect(resolve).toThrow('Recording in CI is refused')
    else expect(resolve()).toMatchObject({ mode })
  }
  expect(resolveMode({ cli: none, environment: { CI: value }, option: undefined })).toMatchObject({ mode: 'replay' })
})

test('only CASSETTE_ALLOW_CI_RECORD=1 allows to record in CI', () => {
  const resolve = (approval: string): unknown =>
    resolveMode({ cli: 'record', environment: { CI: 'true', CASSETTE_ALLOW_CI_RECORD: approval }, option: undefined })
  expect(resolve('1')).toMatchObject({ mode: 'record' })
  for (const approval of ['', '0', 'true', 'no']) expect(() => resolve(approval)).toThrow('CASSETTE_ALLOW_CI_RECORD=1')
})
