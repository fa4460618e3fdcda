import { expect, test } from 'vitest'
import { CassetteExhaustedError } from '../../../src/errors/cassette-exhausted-error.ts'
import { CassetteFormatError } from '../../../src/errors/cassette-format-error.ts'
import { CassetteGuardrailError } from '../../../src/errors/cassette-guardrail-error.ts'
import { CassetteMissError, type CassetteMissFields } from '../../../src/errors/cassette-miss-error.ts'
import { CassetteRecordingError } from '../../../src/errors/cassette-recording-error.ts'
import { CassetteStaleError } from '../../../src/errors/cassette-stale-error.ts'
import { CassetteUnusedError } from '../../../src/errors/cassette-unused-error.ts'
import type { AnyCassetteError } from '../../../src/errors/is-cassette-error.ts'
import type { Suggestion } from '../../../src/errors/pages/suggestion-lines.ts'
import { groupLines } from '../../../src/vitest/main/failures/group-lines.ts'
import { groupFailures } from '../../../src/vitest/main/failures/group-failures.ts'
import type { Failure, FailureGroup } from '../../../src/vitest/main/failures/failure-group.ts'

const call = {
  asked: { call: 'POST api.openai.com/v1/chat/completions', text: 'openai gpt-5-mini, 2 messages: "Hello"' },
  cassette: '__cassettes__/a.test.ts/asks.json',
  interactions: 3,
  played: 1,
  isRecorded: true,
  lane: 'main',
  mode: 'replay',
  modeSource: 'default',
  command: 'npx vitest run a.test.ts',
  suggestions: [{ suggestion: 'record' }] as readonly Suggestion[],
} as const

function changed(
  recorded: string,
  asked: string,
  more: Partial<CassetteMissFields> & { path?: string } = {},
): CassetteMissError {
  const { path = 'messages[0].content', ...fields } = more
  const difference = { path, change: 'changed', hunks: [{ before: '', recorded, asked, after: '' }] } as const
  return new CassetteMissError({ ...call, nearest: { position: 1, places: 1, differences: [difference] }, ...fields })
}

const prompt = ['You are a support agent. Be brief.', 'You are a support agent. Be kind and brief.'] as const

function failure(name: string, error: AnyCassetteError | 'no-key', more: Partial<Failure> = {}): Failure {
  const [file = '', title = ''] = name.split(' > ')
  const settings = { startedIn: '/app', flags: [], titleSeparator: ' > ' }
  return {
    id: name,
    file: `/app/${file}`,
    line: 1,
    titles: [title],
    settings,
    error,
    hasPlace: false,
    isRecording: false,
    ...more,
  }
}

/** The groups as they are printed. */
function print(failures: readonly Failure[], isWhole = false): string {
  return groupLines(groupFailures(failures, isWhole)).join('\n')
}

function titles(groups: readonly FailureGroup[]): string[] {
  return groups.map(({ title }) => title)
}

test('one changed system prompt in six tests is one group with one command', () => {
  const names = [
    'a.test.ts > one',
    'a.test.ts > two',
    'b.test.ts > three',
    'a.test.ts > four',
    'a.test.ts > five',
    'b.test.ts > six',
  ]
  expect(print(names.map((name) => failure(name, changed(...prompt))))).toBe(`
  6 tests missed for one change (openai gpt-5-mini)

    messages[0].content
    - You are a support agent. Be brief.
    + You are a support agent. Be kind and brief.

    a.test.ts (4)  b.test.ts (2)

    If the change is meant, record them, about 12 live calls:
      npx vitest run a.test.ts b.test.ts --mode record
    To keep the old answers:
      npx vitest-cassette accept --requests`)
})

test('the command of a group leaves out the failed tests of other groups', () => {
  const failures = [
    failure('a.test.ts > one', changed(...prompt)),
    failure('a.test.ts > two', changed('Hello', 'Good morning')),
    failure('b.test.ts > three', changed(...prompt)),
  ]
  const groups = groupFailures(failures, false)
  expect(groups.map(({ ways: [record] }) => record?.line)).toEqual([
    "npx vitest run a.test.ts b.test.ts -t '^(one|three)$' --mode record",
    "npx vitest run a.test.ts -t '^two$' --mode record",
  ])
})

test('a long text is one change in another message and in the field of another provider; a short one is not', () => {
  const claude = { asked: { ...call.asked, text: 'anthropic claude-sonnet-5, 1 message: "Hello"' } }
  const long = [
    failure('a.test.ts > one', changed(...prompt)),
    failure('a.test.ts > two', changed(...prompt, { path: 'messages[4].content' })),
    failure('a.test.ts > three', changed(...prompt, { path: 'system', ...claude })),
  ]
  expect(titles(groupFailures(long, false))).toEqual(['3 tests missed for one change'])
  const short = [
    failure('a.test.ts > one', changed('0', '1', { path: 'temperature' })),
    failure('a.test.ts > two', changed('0', '1', { path: 'top_p' })),
  ]
  expect(groupFailures(short, false)).toHaveLength(2)
})

test('tests without a recording are one group, with one command for the whole run', () => {
  const missed = new CassetteMissError({ ...call, isRecorded: false, interactions: 0, played: 0 })
  const failures = [
    failure('a.test.ts > one', missed),
    failure('b.test.ts > two', missed),
    failure('c.test.ts > three', 'no-key'),
  ]
  expect(print(failures, true)).toBe(`
  3 tests are not recorded yet

    a.test.ts > one  b.test.ts > two  c.test.ts > three

    Record them (API keys: .env.record):
      npx vitest run --mode record`)
  expect(print(failures)).toContain('      npx vitest run a.test.ts b.test.ts c.test.ts --mode record')
  expect(print(failures.slice(0, 1), true)).toContain('  1 test is not recorded yet')
})

test('a recording run without a key says where a key belongs', () => {
  expect(print([failure('a.test.ts > one', 'no-key', { isRecording: true })])).toBe(`
  1 test found no API key

    a.test.ts > one

    Put it into .env.record, which only a recording run reads:
      OPENAI_API_KEY=…`)
})

test('cassettes in a merge conflict are one group, with one command for each side', () => {
  const conflict = (name: string): CassetteFormatError =>
    new CassetteFormatError({
      path: `c/${name}.json`,
      at: '',
      reason: 'it holds Git conflict markers',
      remedy: 'conflict',
    })
  const failures = ['one', 'two'].map((name) => failure(`a.test.ts > ${name}`, conflict(name)))
  expect(print(failures)).toBe(`
  2 tests have unreadable cassettes: it holds Git conflict markers

    a.test.ts > one  a.test.ts > two

    Take this side of the merge:
      git checkout --ours -- "c/one.json" "c/two.json"
    Or the other side:
      git checkout --theirs -- "c/one.json" "c/two.json"
    Then record them, which pays only for missing calls:
      npx vitest run a.test.ts --mode record`)
})

test('a suggestion that all tests of a group have stands before the command', () => {
  const suggestions: Suggestion[] = [
    { suggestion: 'noise', normalize: ['uuids'], ignore: [] },
    { suggestion: 'record' },
  ]
  const one = failure('a.test.ts > one', changed(...prompt, { suggestions }))
  expect(print([one, { ...one, id: 'two' }])).toContain(`
    If this changes from run to run, leave it out of the comparison:
      cassettes({ normalize: ['uuids'] })
    If the change is meant, record them, about 4 live calls:`)
  expect(print([one, failure('a.test.ts > two', changed(...prompt))])).not.toContain('normalize')
})

test('each cause has a sentence of its own', () => {
  const { command, cassette } = call
  const failures = [
    failure('a.test.ts > 1', new CassetteMissError(call)),
    failure(
      'a.test.ts > 2',
      new CassetteMissError({ ...call, nearest: { position: 1, lane: 'x', places: 0, differences: [] } }),
    ),
    failure('a.test.ts > 3', new CassetteExhaustedError({ ...call, recorded: 1, askedTimes: 2, answers: [] })),
    failure('a.test.ts > 4', new CassetteUnusedError({ cassette, total: 2, unused: [], command })),
    failure(
      'a.test.ts > 5',
      new CassetteStaleError({ cassette, interactions: 1, stale: 1, days: 400, maxAge: '90d', command }),
    ),
    failure(
      'a.test.ts > 6',
      new CassetteRecordingError({
        cassette,
        test: '6',
        failed: [{ call: 'POST x', outcome: 'answered 529' }],
        others: 0,
        command,
      }),
    ),
    failure(
      'a.test.ts > 7',
      new CassetteGuardrailError({ cassette, calls: [], guardrail: 'maxCalls', allowed: 1, used: 2, isRefused: false }),
    ),
  ]
  const groups = groupFailures(failures, false)
  expect(titles(groups)).toEqual([
    '1 test makes a request that no recording is similar to (openai gpt-5-mini)',
    '1 test makes its request in another lane than recorded (openai gpt-5-mini)',
    '1 test asks more often than it was recorded (openai gpt-5-mini)',
    '1 test did not use all of its recording',
    '1 test used answers older than 90d',
    '1 test could not be recorded: the provider answered 529',
    'CassetteGuardrailError: The test has used 2 calls, 1 is allowed',
  ])
  // The page of the last one says what to do, and it is printed once.
  expect(print(failures)).not.toContain('CassetteGuardrailError')
  expect(groups[4]?.ways.at(-1)?.line).toBe("npx vitest run a.test.ts -t '^5$' --mode refresh")
})

test('many tests are counted by file, and many files are counted', () => {
  const failures = Array.from({ length: 40 }, (_, at) => failure(`test/${at % 9}.test.ts > ${at}`, changed(...prompt)))
  const text = print(failures)
  expect(text).toContain('test/0.test.ts (5)  test/1.test.ts (5)')
  expect(text).toContain('and 3 more files')
  for (const line of text.split('\n').filter((line) => !line.includes('npx')))
    expect(line.length).toBeLessThanOrEqual(80)
})

test('renamed tests are one group, with the command that gives them their cassettes', () => {
  const cassettes = ['__cassettes__/a.test.ts/one.json', '__cassettes__/a.test.ts/two.json']
  const failures = cassettes.map((cassette) => {
    const suggestions = [{ suggestion: 'rename', cassette }, { suggestion: 'record' }] as const
    return failure(`b.test.ts > ${cassette}`, new CassetteMissError({ ...call, isRecorded: false, suggestions }))
  })
  expect(print(failures)).toContain(`  2 tests have no cassette, but cassettes without a test hold their requests

    b.test.ts > __cassettes__/a.test.ts/one.json
    b.test.ts > __cassettes__/a.test.ts/two.json

    If a test was renamed or moved, give it its cassette:
      npx vitest-cassette rename`)
})

test('two changes of a group have an empty line between them', () => {
  const [first] = changed(...prompt).fields.nearest!.differences
  const differences = [first!, { ...first!, path: 'model' }]
  const error = new CassetteMissError({ ...call, nearest: { position: 1, places: 2, differences } })
  expect(print([failure('a.test.ts > asks', error)])).toMatch(/kind and brief\.\n\n {4}model\n/)
})
