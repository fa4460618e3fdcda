import { expect, test } from 'vitest'
import { isOurWord, resolveMode, type ModeSources } from '../../../src/options/resolve-mode.ts'

function resolve(sources: Partial<ModeSources> & { CASSETTE_MODE?: string } = {}): string {
  const { CASSETTE_MODE, environment = {}, ...rest } = sources
  const { mode, source, rewritesAll } = resolveMode({
    cli: 'test',
    option: undefined,
    environment: { ...environment, CASSETTE_MODE },
    ...rest,
  })
  return `${mode}${rewritesAll ? ', all' : ''} (${source})`
}

test.each([
  [{}, 'replay (default)'],
  [{ option: 'record' }, 'record (plugin option)'],
  [{ option: 'record', CASSETTE_MODE: 'refresh' }, 'refresh (CASSETTE_MODE)'],
  [{ option: 'off', CASSETTE_MODE: 'refresh', cli: 'replay' }, 'replay (--mode)'],
  [{ CASSETTE_MODE: 'off', cli: 'record' }, 'record (--mode)'],
  [{ CASSETTE_MODE: 'off', option: 'record' }, 'off (CASSETTE_MODE)'],
  [{ option: 'off' }, 'off (plugin option)'],
  [{ option: 'record', CASSETTE_MODE: '' }, 'record (plugin option)'],
  [{ option: 'record', CASSETTE_MODE: '  ' }, 'record (plugin option)'],
  [{ option: '' }, 'replay (default)'],
  [{ CASSETTE_MODE: ' Record\n' }, 'record (CASSETTE_MODE)'],
  [{ cli: 'REFRESH' }, 'refresh (--mode)'],
  [{ option: 'Off' }, 'off (plugin option)'],
  [{ cli: 'refresh-all', CASSETTE_MODE: 'record' }, 'refresh, all (--mode)'],
  [{ CASSETTE_MODE: 'refresh-all' }, 'refresh, all (CASSETTE_MODE)'],
])('%j: %s', (sources, resolved) => {
  expect(resolve(sources)).toBe(resolved)
})

test.each([
  'test',
  'production',
  'staging',
  'development',
  'benchmark',
  'e2e',
  'ci',
  'local',
  'preview',
  'report',
  'release',
  'remote',
  'offline',
  'office',
  're',
  'playwright',
  'dev',
  'browser',
  '',
])('--mode %s is left to Vite', (cli) => {
  expect(resolve({ cli })).toBe('replay (default)')
  expect(isOurWord(cli)).toBe(false)
})

test.each([
  ['recrod', 'record'],
  ['recod', 'record'],
  ['recordd', 'record'],
  ['Reocrd', 'record'],
  ['repaly', 'replay'],
  ['reply', 'replay'],
  ['refesh', 'refresh'],
  ['refrehs', 'refresh'],
  ['recording', 'record'],
  ['rerecord', 'record'],
  ['rec', 'record'],
  ['fresh', 'refresh'],
  ['refreshed', 'refresh'],
  ['play', 'replay'],
])('--mode %s is a typing error', (cli, meant) => {
  expect(() => resolve({ cli })).toThrow(`Unknown mode "${cli}" (--mode). Did you mean "${meant}"?`)
  expect(() => resolve({ cli })).toThrow(expect.objectContaining({ code: 'CASSETTE_CONFIG' }))
})

test.each(['replay', 'Record', ' refresh '])('the word %j of --mode is ours', (word) => {
  expect(isOurWord(word)).toBe(true)
})

test.each([
  [
    { CASSETTE_MODE: 'recrod' },
    'Unknown mode "recrod" (CASSETTE_MODE). Did you mean "record"?\n\n  Valid: replay, record, refresh, off',
  ],
  [{ CASSETTE_MODE: 'none' }, 'Unknown mode "none" (CASSETTE_MODE).\n\n  Valid: replay, record, refresh, off'],
  [
    { option: 'offf' },
    'Unknown mode "offf" (plugin option). Did you mean "off"?\n\n  Valid: replay, record, refresh, off',
  ],
])('%j is an error that lists the modes', (sources, message) => {
  expect(() => resolve(sources)).toThrow(message)
})

const ci = { CI: 'true' }

test.each([
  [
    { cli: 'record', environment: ci },
    /^Recording in CI is refused: CI is set, and the mode is record \(--mode\)\..*CASSETTE_ALLOW_CI_RECORD=1/s,
  ],
  [{ CASSETTE_MODE: 'refresh', environment: { CI: '1' } }, /the mode is refresh \(CASSETTE_MODE\)/],
  [{ option: 'record', environment: { CI: 'woodpecker' } }, /the mode is record \(plugin option\)/],
  [{ cli: 'record', environment: { ...ci, CASSETTE_ALLOW_CI_RECORD: '0' } }, /refused/],
  [{ cli: 'record', environment: { ...ci, CASSETTE_ALLOW_CI_RECORD: '' } }, /refused/],
])('%j is refused', (sources, message) => {
  expect(() => resolve(sources)).toThrow(message)
})

test.each([
  [{ environment: ci }, 'replay (default)'],
  [{ CASSETTE_MODE: 'off', environment: ci }, 'off (CASSETTE_MODE)'],
  [{ cli: 'record', environment: { ...ci, CASSETTE_ALLOW_CI_RECORD: '1' } }, 'record (--mode)'],
  [{ cli: 'record', environment: { CI: 'false' } }, 'record (--mode)'],
  [{ cli: 'record', environment: { CI: 'FALSE ' } }, 'record (--mode)'],
  [{ cli: 'record', environment: { CI: '0' } }, 'record (--mode)'],
  [{ cli: 'record', environment: { CI: '' } }, 'record (--mode)'],
])('%j: %s', (sources, resolved) => {
  expect(resolve(sources)).toBe(resolved)
})

test.each(['off', 'offf', 'Of f', 'fof'])('--mode %j points to the way to switch off', (cli) => {
  expect(() => resolve({ cli })).toThrow(`"${cli}" is no word of --mode.\n\n  Leave the plugin out`)
  expect(() => resolve({ cli })).toThrow('CASSETTE_MODE=off')
})
