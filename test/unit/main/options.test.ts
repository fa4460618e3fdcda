import { expect, test } from 'vitest'
import { nearestWord } from '../../../src/vitest/main/nearest-word.ts'
import { checkOptions, type CassetteOptions } from '../../../src/vitest/main/options.ts'

const every: Required<CassetteOptions> = {
  mode: 'record',
  dir: 'tapes',
  include: ['*.example.com', 'https://x.example/v2/*'],
  exclude: ['localhost:3000'],
  upstream: { 'https://api.openai.com': 'https://gw.example/openai', '*': 'http://localhost:4000' },
  onExhausted: 'repeat-last',
  unused: 'warn',
  stream: { timing: 'recorded', speed: 2 },
  keepFailures: true,
}

test('every option is taken as it is, and none is needed', () => {
  expect(checkOptions(every)).toEqual(every)
  expect(checkOptions({})).toEqual({})
  expect(checkOptions({ mode: undefined, stream: {} })).toEqual({ mode: undefined, stream: {} })
})

test.each<[unknown, string | RegExp]>([
  [
    { onExausted: 'fail' },
    'Unknown option "onExausted" in cassettes({ … }). Did you mean "onExhausted"?\n\n  Valid: mode, dir, include, exclude, upstream, onExhausted, unused, stream, keepFailures',
  ],
  [{ Mode: 'record' }, /^Unknown option "Mode" .* Did you mean "mode"\?\n\n  Valid: /],
  [{ zzzzzzzzzz: 1 }, /^Unknown option "zzzzzzzzzz" in cassettes\(\{ … \}\)\.\n\n  Valid: mode, /],
  [JSON.parse('{"__proto__":1}'), /^Unknown option "__proto__"/],
  [
    { stream: { timming: 'instant' } },
    'Unknown option "stream.timming" in cassettes({ … }). Did you mean "timing"?\n\n  Valid: timing, speed',
  ],
  [
    { unused: 'warning' },
    'Option "unused" in cassettes({ … }) cannot be "warning". Did you mean "warn"?\n\n  Valid: fail, warn, ignore',
  ],
  [{ onExhausted: 'repeat' }, /^Option "onExhausted" .* cannot be "repeat"\..*\n\n  Valid: fail, repeat-last$/],
  [
    { stream: { timing: 'record' } },
    'Option "stream.timing" in cassettes({ … }) cannot be "record". Did you mean "recorded"?\n\n  Valid: instant, recorded',
  ],
  [{ stream: { speed: 0 } }, /^Option "stream\.speed" in cassettes\(\{ … \}\): .*>0/],
  [{ include: 'x.example' }, /^Option "include" in cassettes\(\{ … \}\): .*expected array/],
  [{ exclude: [''] }, /^Option "exclude\.0" /],
  [{ dir: '' }, /^Option "dir" /],
  [{ keepFailures: 'yes' }, /^Option "keepFailures" .*expected boolean/],
  [{ mode: 5 }, /^Option "mode" .*expected string/],
  [{ upstream: { '*': 'gw.example' } }, /^Option "upstream\.\*" in cassettes\(\{ … \}\): .*URL/],
  [
    { upstream: { 'api.openai.com': 'https://gw.example' } },
    /^Option "upstream" in cassettes\(\{ … \}\): "api\.openai\.com" is no origin/,
  ],
  [
    { upstream: { 'https://api.openai.com/v1': 'https://gw.example' } },
    /"https:\/\/api\.openai\.com\/v1" is no origin.*https:\/\/api\.openai\.com/,
  ],
  [null, /^The options of cassettes\(\{ … \}\): .*expected object/],
  ['record', /^The options of cassettes\(\{ … \}\): .*expected object/],
])('%j is refused with what to do', (options, message) => {
  expect(() => checkOptions(options)).toThrow(
    expect.objectContaining({ code: 'CASSETTE_CONFIG', name: 'CassetteConfigError' }),
  )
  expect(() => checkOptions(options)).toThrow(message)
})

test.each([
  ['recrod', ['replay', 'record', 'refresh'], 'record'],
  ['RECORD', ['replay', 'record', 'refresh'], 'record'],
  ['incldue', ['include', 'exclude'], 'include'],
  ['banana', ['replay', 'record', 'refresh'], undefined],
  ['', ['replay'], undefined],
  ['x', [], undefined],
])('the nearest to %j of %j is %j', (word, known, nearest) => {
  expect(nearestWord(word, known)).toBe(nearest)
})
