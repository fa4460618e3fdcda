import { expect, test } from 'vitest'
import type { Tally } from '../../../src/cassette/test-report.ts'
import type { PlacedReport } from '../../../src/vitest/main/reports-of.ts'
import { summarize } from '../../../src/vitest/main/summary.ts'

function report(
  result: PlacedReport['result'],
  tally: Partial<Tally> = {},
  more: Partial<PlacedReport> = {},
): PlacedReport {
  const none = { offline: 0, live: {}, tokens: 0, savedTokens: 0, savedMs: 0, models: {}, savedModels: {} }
  return {
    cassette: '__cassettes__/a.test.ts/a.json',
    result,
    unused: 0,
    asked: [],
    tally: { ...none, ...tally },
    ...more,
  }
}

/** Quotes of tests, by path. */
const quotes: Readonly<Record<string, readonly string[]>> = {
  '/runs/a.drift.txt': ['#2 model: "a" → "b"'],
  '/runs/a.stuck.txt': ['#1  POST api.openai.com/v1/chat/completions', 'openai gpt-5-mini, 1 message: "Look again"'],
}

/** The rows in the form of the reporter, without colours. */
function print(...reports: PlacedReport[]): string[] {
  return summarize(reports, [], {}, (path) => quotes[path] ?? []).map(
    ({ label, text }) => `${label.padStart(11)}  ${text}`,
  )
}

const times = (count: number, one: PlacedReport): PlacedReport[] => Array.from({ length: count }, () => one)

test('there are no rows without provider traffic', () => {
  expect(print()).toEqual([])
})

test('a plain replay', () => {
  expect(print(report('replayed', { offline: 2 }))).toEqual(['  Cassettes  1 replayed', '      Calls  2 offline'])
})

test('a run of every kind', () => {
  const reports = [
    ...times(45, report('replayed', { offline: 2, savedTokens: 8_000, savedMs: 8_000 })),
    ...times(
      2,
      report('recorded', { offline: 1, live: { openai: 3, anthropic: 1 }, models: { m: tokens(7_000, 3_670) } }),
    ),
    report('refreshed', { live: { openai: 1 } }),
    report('unchanged'),
  ]
  expect(print(...reports)).toEqual([
    '  Cassettes  45 replayed, 2 recorded, 1 refreshed, 1 the same',
    '      Calls  92 offline, 9 live (openai 7, anthropic 2)',
    '     Tokens  14,000 in, 7,340 out',
    '      Saved  about 360,000 tokens and 6 min 0 s',
  ])
  for (const line of print(...reports)) expect(line.length).toBeLessThanOrEqual(80)
})

const tokens = (input: number, output: number): Tally['models'][string] => ({ input, output, cached: 0, reasoning: 0 })

test('tokens are on the line of the calls if it fits into 80 columns', () => {
  const recorded = (live: Tally['live']): string[] =>
    print(report('recorded', { live, models: { m: tokens(1_630, 266) } }))
  const short = recorded({ openai: 14, anthropic: 1 })
  expect(short).toEqual([
    '  Cassettes  1 recorded',
    '      Calls  15 live (openai 14, anthropic 1), 1,896 tokens (1,630 in, 266 out)',
  ])
  const long = recorded({ openai: 14, anthropic: 100 })
  expect(long).toEqual([
    '  Cassettes  1 recorded',
    '      Calls  114 live (anthropic 100, openai 14)',
    '     Tokens  1,630 in, 266 out',
  ])
  expect(recorded({ openai: 14, anthropic: 10 })[1]).toHaveLength(80)
})

test('only tokens of live calls count as live', () => {
  expect(print(report('recorded', { live: { 'llm.corp.example': 1 } }))).toEqual([
    '  Cassettes  1 recorded',
    '      Calls  1 live (llm.corp.example 1)',
  ])
})

test.each([
  [{ savedMs: 400 }, undefined],
  [{ savedMs: 1_400 }, 'about 1 s'],
  [{ savedMs: 59_400 }, 'about 59 s'],
  [{ savedMs: 59_900 }, 'about 1 min 0 s'],
  [{ savedMs: 7_265_000 }, 'about 121 min 5 s'],
  [{ savedTokens: 1 }, 'about 1 token'],
  [{ savedTokens: 1_234_567 }, 'about 1,234,567 tokens'],
  [{ savedTokens: 2, savedMs: 2_000 }, 'about 2 tokens and 2 s'],
])('what %j saved: %s', (tally, text) => {
  const row = summarize([report('replayed', { offline: 1, ...tally })], []).find(({ label }) => label === 'Saved')
  expect(row?.text).toBe(text)
})

test('unused interactions are counted, with the names of their cassettes', () => {
  const lines = print(
    report('replayed', {}, { unused: 1, cassette: 'c/a.json' }),
    report('replayed'),
    report('replayed', {}, { unused: 2, cassette: 'c/b.json' }),
  )
  expect(lines).toContain('     Unused  3 interactions in c/a.json, c/b.json')
  expect(print(report('replayed', {}, { unused: 1, cassette: 'c/a.json' }))).toContain(
    '     Unused  1 interaction in c/a.json',
  )
})

test('many cassettes with unused interactions are counted', () => {
  const reports = ['a', 'b', 'c', 'd', 'e'].map((name) =>
    report('replayed', {}, { unused: 1, cassette: `c/${name}.json` }),
  )
  expect(print(...reports)).toContain('     Unused  5 interactions in c/a.json, c/b.json, c/c.json and 2 more')
})

test('a cassette that is not replaced has the command that takes the recording over', () => {
  expect(
    print(report('kept', { live: { openai: 1 } }, { cassette: 'c/a.json', keptAt: '.vitest-cassette/runs/1/a.json' })),
  ).toEqual([
    '  Cassettes  1 not replaced',
    '      Calls  1 live (openai 1)',
    '       Kept  c/a.json',
    '             Not replaced, because its test failed. Take the recording over:',
    '             npx vitest-cassette accept ".vitest-cassette/runs/1/a.json"',
  ])
})

test('obsolete cassettes are counted and named, and what a renamed test may do', () => {
  const obsolete = [
    { folder: '__cassettes__/gone.test.ts', paths: ['c/gone/one.json', 'c/gone/two.json', 'c/gone/three.json'] },
    { folder: '__cassettes__/a.test.ts', paths: ['c/a/four.json', 'c/a/five.json'] },
  ]
  const renamed = new Map([['c/a/five.json', 'ask > greets back']])
  const replayed = [report('replayed', { offline: 1 })]
  expect(summarize(replayed, obsolete, {}, undefined, renamed).map(({ label, text }) => `${label} ${text}`)).toEqual([
    'Cassettes 1 replayed, 5 obsolete',
    'Calls 1 offline',
    'Obsolete five.json: perhaps that of "ask > greets back" now',
    ' Rename: npx vitest-cassette rename',
    'Obsolete one.json: no test of this name',
    'Obsolete two.json: no test of this name',
    'Obsolete three.json: no test of this name',
    ' and 1 more',
    ' Renamed? npx vitest-cassette rename; else prune',
  ])
  expect(summarize([], obsolete)).toEqual([])
})

test('a cassette that a recording has renamed is named with its old path', () => {
  const moved = report(
    'renamed',
    { offline: 1 },
    { cassette: 'c/a.test.ts/new.json', takenFrom: 'c/a.test.ts/old.json' },
  )
  expect(print(moved)).toEqual([
    '  Cassettes  1 renamed',
    '      Calls  1 offline',
    '    Renamed  c/a.test.ts/old.json',
    '             to c/a.test.ts/new.json',
  ])
})

test('stale answers and changes of a recording have rows', () => {
  const drift = { replayed: 3, refreshed: 0, recorded: 1, dropped: 1, quotesAt: '/runs/a.drift.txt' }
  const stale = { count: 2, days: 412, maxAge: '90d' }
  const settings = { startedIn: '/app', flags: [], titleSeparator: ' > ' }
  const origin = { file: '/app/a.test.ts', settings }
  expect(print(report('recorded', {}, { drift }), report('replayed', {}, { stale, origin }))).toEqual([
    '  Cassettes  1 replayed, 1 recorded',
    '      Stale  2 answers older than 90d, the oldest 412 days, in',
    '             __cassettes__/a.test.ts/a.json',
    '             Ask again: npx vitest run a.test.ts --mode refresh',
    '    Changed  __cassettes__/a.test.ts/a.json',
    '             3 replayed, 1 replaced',
    '             #2 model: "a" → "b"',
  ])
  expect(print(...times(12, report('recorded', {}, { drift }))).at(-1)).toBe('             and 2 cassettes more')
})

test('each new cassette has a row, replayed ones are counted', () => {
  const drift = { replayed: 0, refreshed: 0, recorded: 3, dropped: 0 }
  expect(print(report('recorded', {}, { drift }), report('replayed'))).toEqual([
    '  Cassettes  1 replayed, 1 recorded',
    '        New  __cassettes__/a.test.ts/a.json, 3 recorded',
  ])
  const many = times(12, report('recorded', {}, { drift }))
  expect(print(...many, report('replayed')).at(-1)).toBe('             and 9 cassettes more')
  expect(print(...many)).toEqual(['  Cassettes  12 recorded'])
})

test('tokens of the live calls, and costs and savings with prices', () => {
  const usage = { input: 14_000, output: 7_340, cached: 3_000, reasoning: 500 }
  const other = { input: 100, output: 0, cached: 0, reasoning: 0 }
  const reports = [
    report('recorded', { live: { openai: 9 }, tokens: 21_440, models: { 'gpt-5-mini': usage, mine: other } }),
    report('replayed', {
      offline: 3,
      savedTokens: 21_340,
      savedModels: { 'gpt-5-mini': { ...usage, input: 14_000_000 } },
    }),
  ]
  const lines = (prices: Parameters<typeof summarize>[2]): string[] =>
    summarize(reports, [], prices).flatMap(({ label, text }) => (/Tokens|Saved/.test(label) ? `${label}  ${text}` : []))
  expect(lines({})).toEqual([
    'Tokens  14,100 in (3,000 cached), 7,340 out (500 reasoning)',
    'Saved  about 21,340 tokens',
  ])
  expect(lines({ 'gpt-5-mini': { input: 0.25, output: 2 } })).toEqual([
    'Tokens  14,100 in (3,000 cached), 7,340 out (500 reasoning), about $0.0182 (no price set for mine)',
    'Saved  about 21,340 tokens ($3.51)',
  ])
  expect(lines({ 'gpt-5-mini': { input: 0.25, output: 2, cached: 0.025, reasoning: 4 } })[0]).toContain(
    'about $0.0185 ',
  )
  expect(lines({ mine: { input: 0.01, output: 0 } })[0]).toContain('less than $0.0001 (no price set for gpt-5-mini)')
})

test('answers that say something else are named, with the words that differ', () => {
  const answers = { changed: 2, quotesAt: '/runs/a.drift.txt' }
  expect(print(report('refreshed', {}, { answers }), report('unchanged'))).toEqual([
    '  Cassettes  1 refreshed, 1 the same',
    '    Answers  __cassettes__/a.test.ts/a.json',
    '             2 answers say something else',
    '             #2 model: "a" → "b"',
  ])
  expect(print(...times(14, report('refreshed', {}, { answers: { changed: 1 } }))).slice(-2)).toEqual([
    '             and 2 cassettes more',
    '             See all: npx vitest-cassette diff --git',
  ])
})

test('the summary shows warnings, with their quotes if these can be read', () => {
  const text = 'The agent is stuck: 4 times the same request and the same answer'
  const warning = { about: 'stuck', text, positions: [1, 3, 5, 7] } as const
  expect(print(report('replayed', {}, { warnings: [{ ...warning, quotesAt: '/runs/a.stuck.txt' }] })).slice(1)).toEqual(
    [
      '    Warning  The agent is stuck: 4 times the same request and the same answer',
      '             in __cassettes__/a.test.ts/a.json',
      '             #1  POST api.openai.com/v1/chat/completions',
      '             openai gpt-5-mini, 1 message: "Look again"',
    ],
  )
  // From a run on another machine only the report exists here.
  expect(print(report('replayed', {}, { warnings: [{ ...warning, quotesAt: '/elsewhere' }] }))).toHaveLength(3)
  expect(print(...times(12, report('replayed', {}, { warnings: [warning] }))).at(-1)).toBe(
    '             and 2 warnings more',
  )
})

test('rows about folders and recordings fit into 80 columns with paths of a usual length', () => {
  const cassette = '__cassettes__/test/agents/booking.test.ts/books-a-table.json'
  const more = { cassette, unused: 1, unrefreshed: 2, stale: { count: 2, days: 412, maxAge: '90d' } }
  const keptAt = '.vitest-cassette/runs/4711-1-0a1b2c3d/test/booking.test.ts/books.json'
  const obsolete = [{ folder: '__cassettes__/test/agents/old.test.ts', paths: ['a', 'b', 'c'] }]
  const rows = summarize([report('kept', {}, { ...more, keptAt }), report('replayed', {}, more)], obsolete)
  for (const { text } of rows.filter((row) => !row.text.includes(keptAt)))
    expect(13 + text.length, text).toBeLessThanOrEqual(80)
})
