import { spawnSync } from 'node:child_process'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { optionRows } from '../../../scripts/option-rows.ts'
import { nearestWord } from '../../../src/util/nearest-word.ts'
import { checkOptions } from '../../../src/options/check-options.ts'
import type { CassetteOptions } from '../../../src/cassette/options.ts'

const every: Required<CassetteOptions> = {
  mode: 'record',
  dir: 'tapes',
  include: ['*.example.com', 'https://x.example/v2/*'],
  exclude: ['localhost:3000'],
  drop: ['telemetry', 'stats.example.com'],
  upstream: { 'https://api.openai.com': 'https://gw.example/openai', '*': 'http://localhost:4000' },
  onExhausted: 'repeat-last',
  unused: 'warn',
  stream: { timing: 'recorded', speed: 2 },
  keepFailures: true,
  fallback: 'before-first-byte',
  maxAge: '90d',
  onStale: 'fail',
  diagnostics: 'all',
  prices: { 'gpt-5-mini': { input: 0.25, output: 2, cached: 0.025, reasoning: 2 } },
  redact: ['**.email', './test/redactors.ts'],
  keep: ['sk-example-*'],
  allowSecrets: [{ rule: 'openai', path: 'response.body.json.sample', reason: 'from a manual' }],
  ignore: ['metadata.request_id', 'messages[*].id', '**.at', '?session'],
  normalize: ['iso-dates', './test/normalizers.ts'],
  matchHeaders: ['X-Tenant'],
  responseHeaders: ['x-next-page'],
  clock: 'recorded',
  random: 'seeded',
  offline: true,
  allow: ['postgres:5432'],
  budget: { calls: 10, tokens: 1000, perTest: 3 },
  guardrails: { stuckRevisitGap: 50, maxRevisits: 1, onStuck: 'fail', maxCalls: 12, maxTokens: 9000 },
  guard: { e2e: ['live/**'], integration: ['it/**'], project: ['e2e'], flag: 'LIVE', onUnapproved: 'skip' },
}

test('all options are accepted unchanged, and none is required', () => {
  expect(checkOptions(every)).toEqual(every)
  expect(checkOptions({})).toEqual({})
  expect(checkOptions({ maxAge: '1y' })).toEqual({ maxAge: '1y' })
  expect(checkOptions({ onStale: undefined })).toEqual({ onStale: undefined })
  expect(checkOptions({ mode: undefined, stream: {} })).toEqual({ mode: undefined, stream: {} })
})

test('valid options do not load zod', () => {
  const source = new URL('../../../src/options/check-options.ts', import.meta.url).href
  const script = `
    import { createRequire } from 'node:module'
    import { checkOptions } from ${JSON.stringify(source)}
    const { cache } = createRequire(${JSON.stringify(source)})
    const hasZod = () => Object.keys(cache).some((path) => /node_modules.zod./.test(path))
    checkOptions(${JSON.stringify(every)})
    const before = hasZod()
    try { checkOptions({ clok: 1 }) } catch {}
    console.log(before, hasZod())`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(stdout, stderr).toBe('false true\n')
})

test.each(optionRows())('the example of $name is taken', ({ name, example }) => {
  const value = runInNewContext(`(${example})`) as unknown
  const options = { maxAge: '90d', [name]: value }
  expect(checkOptions(options)).toEqual(options)
})

test.each<[unknown, string | RegExp]>([
  [
    { onExausted: 'fail' },
    `Unknown option "onExausted" in cassettes({ … }). Did you mean "onExhausted"?\n\n  Valid: ${Object.keys(every).join(', ')}`,
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
  [
    { stream: { speed: 0 } },
    'Option "stream.speed" in cassettes({ … }) takes a number above 0, as in stream: { speed: 2 }',
  ],
  [{ include: 'x.example' }, `Option "include" in cassettes({ … }) takes a list: ['localhost:8080']`],
  [{ exclude: [''] }, /^Option "exclude\.0" .* takes a text that is not empty, as in exclude: \['localhost:8080'\]$/],
  [
    { include: ['*.example.com', 'https://(bad'] },
    /^Option "include\.1" in cassettes\(\{ … \}\): "https:\/\/\(bad" is no URL pattern: .*Write a host/,
  ],
  [{ exclude: ['(bad'] }, /^Option "exclude\.0" .*"\(bad" is no URL pattern/],
  [{ allow: ['https://[/'] }, /^Option "allow\.0" .*"https:\/\/\[\/" is no URL pattern/],
  [{ dir: '' }, `Option "dir" in cassettes({ … }) takes a text that is not empty: 'test/cassettes'`],
  [{ keepFailures: 'yes' }, 'Option "keepFailures" in cassettes({ … }) takes true or false: true'],
  [{ fallback: 'always' }, /^Option "fallback" .* cannot be "always"\..*\n\n  Valid: never, before-first-byte$/],
  [{ maxAge: '90 dyas' }, 'Option "maxAge" in cassettes({ … }): "90 dyas" is no time, as "12h", "90d", "4w" or "1y".'],
  [{ maxAge: 90 }, `Option "maxAge" in cassettes({ … }) takes a text: '90d'`],
  [{ maxAge: '-1d' }, /"-1d" is no time/],
  [{ onStale: 'error' }, /^Option "onStale" .* cannot be "error"\..*\n\n  Valid: warn, fail, record$/],
  [
    { onStale: 'fail' },
    `Option "onStale" in cassettes({ … }) has no effect without "maxAge". Set that too: maxAge: '90d'`,
  ],
  [{ mode: 5 }, `Option "mode" in cassettes({ … }) takes a text: 'record'`],
  [
    { upstream: { '*': 'gw.example' } },
    /^Option "upstream\.\*" in cassettes\(\{ … \}\) takes a URL, as in upstream: \{ 'https:/,
  ],
  [
    { upstream: { 'api.openai.com': 'https://gw.example' } },
    /^Option "upstream" in cassettes\(\{ … \}\): "api\.openai\.com" is no origin/,
  ],
  [
    { upstream: { 'https://api.openai.com/v1': 'https://gw.example' } },
    /"https:\/\/api\.openai\.com\/v1" is no origin.*https:\/\/api\.openai\.com/,
  ],
  [
    { guard: { e2: [] } },
    'Unknown option "guard.e2" in cassettes({ … }). Did you mean "e2e"?\n\n  Valid: e2e, integration, project, flag, onUnapproved',
  ],
  [
    { guard: { onUnapproved: 'warn' } },
    /^Option "guard\.onUnapproved" .* cannot be "warn"\..*\n\n  Valid: error, skip$/,
  ],
  [{ guard: { flag: 'not a name' } }, /^Option "guard\.flag" .*: not the name of an environment variable/],
  [
    { budget: { calls: -1 } },
    'Option "budget.calls" in cassettes({ … }) takes a number from 0 on, as in budget: { calls: 100 }',
  ],
  [{ budget: { calls: 1.5 } }, /^Option "budget\.calls" .* takes a whole number, as in budget: \{ calls: 100 \}$/],
  [
    { guardrails: { stuckRevisitGap: 51 } },
    /^Option "guardrails\.stuckRevisitGap" .* takes a number up to 50, as in guardrails: \{ stuckRevisitGap: 5 \}$/,
  ],
  [{ guardrails: { maxRevisits: 0 } }, /^Option "guardrails\.maxRevisits" .* takes a number from 1 on, as in /],
  [{ guardrails: { maxCall: 1 } }, /^Unknown option "guardrails\.maxCall" .* Did you mean "maxCalls"/],
  [
    {
      allowSecrets: [
        { rule: 'a', reason: 'b' },
        { rul: 'x', reason: 'y' },
      ],
    },
    'Unknown option "allowSecrets.1.rul" in cassettes({ … }). Did you mean "rule"?\n\n  Valid: rule, path, reason',
  ],
  [
    { prices: { m: { inptu: 1, output: 2 } } },
    'Unknown option "prices.m.inptu" in cassettes({ … }). Did you mean "input"?\n\n  Valid: input, output',
  ],
  [
    { prices: { m: { output: 2 } } },
    /^Option "prices\.m\.input" .* takes a number, as in prices: \{ 'gpt-5-mini': \{ input: 0\.25, /,
  ],
  [{ guard: true }, /^Option "guard" .* takes an object: \{ e2e: \['test\/e2e\/\*\*'\], /],
  [
    { guard: { project: 5 } },
    /^Option "guard\.project" .* takes a text or a list, as in guard: \{ project: 'live' \}$/,
  ],
  [
    { normalize: ['iso-date'] },
    'Option "normalize.0" in cassettes({ … }) cannot be "iso-date". Did you mean "iso-dates"?\n\n  Valid: dates, iso-dates, unix-times, uuids, nanoids, temp-paths, ports, byte-counts',
  ],
  [
    { normalize: [() => {}] },
    /^Option "normalize\.0" .* takes a text, as in normalize: \['uuids', '\.\/test\/normalizers\.ts'\]$/,
  ],
  [{ ignore: ['a..b'] }, 'Option "ignore.0" in cassettes({ … }): "a..b" cannot be read from "..b" on.'],
  [{ ignore: ['a[x]'] }, /"a\[x\]" cannot be read from "\[x\]" on/],
  [{ ignore: [''] }, /^Option "ignore\.0" .*cannot be read/],
  [{ matchHeaders: ['Authorization'] }, /^Option "matchHeaders\.0" .*carries a secret/],
  [{ responseHeaders: ['set-cookie'] }, /carries a secret/],
  [{ responseHeaders: ['content-length'] }, /belongs to the connection/],
  [{ matchHeaders: ['x-api-key'] }, /carries a secret/],
  [{ matchHeaders: ['a header'] }, /is not the name of a header/],
  [{ clock: 'record' }, /cannot be "record"\. Did you mean "recorded"\?/],
  [{ random: 'seed' }, /cannot be "seed"\. Did you mean "seeded"\?/],
  [null, "cassettes() takes an object: { clock: 'recorded' }"],
  ['record', "cassettes() takes an object: { clock: 'recorded' }"],
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
  ['fresh', ['replay', 'record', 'refresh'], 'refresh'],
  ['banana', ['replay', 'record', 'refresh'], undefined],
  ['', ['replay'], undefined],
  ['x', [], undefined],
])('the nearest to %j of %j is %j', (word, known, nearest) => {
  expect(nearestWord(word, known)).toBe(nearest)
})
