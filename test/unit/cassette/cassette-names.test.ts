import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cassetteNames } from '../../../src/cassette/cassette-names.ts'

function nameOf(...titles: string[]): string {
  return cassetteNames([titles])[0] ?? ''
}

/** Folds a name like a disk that ignores case and the composition of accents. */
function onDisk(name: string): string {
  return name.normalize('NFD').toUpperCase().toLowerCase().normalize('NFD')
}

/** Windows reserves these names with any extension, and cuts dots and blanks at the end. */
const device = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i

function expectSafe(name: string): void {
  expect(name).not.toBe('')
  expect(name).not.toMatch(/[<>:"/\\|?*\p{Cc}\p{Cs}]/u)
  expect(name).not.toMatch(/^[. -]|[. ]$/)
  expect(name).not.toMatch(device)
  expect(name).not.toMatch(/\p{Default_Ignorable_Code_Point}/u)
  // The longest file of a name is its journal: `.<process id>-<8 digits>.jsonl`, up to 24 bytes.
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255 - 24)
}

test.each([
  [['books a table'], 'books-a-table'],
  [['agent', 'books a table'], 'agent--books-a-table'],
  [['GET /v1/models?limit=1'], 'GET-v1-models-limit-1'],
  [['v1.2 works'], 'v1.2-works'],
  [['  trims -- blanks  '], 'trims-blanks'],
  [['größe: naïve 日本語'], 'größe-naïve-日本語'],
  [['say "hi" 👋 now'], 'say-hi-now'],
  [['../../etc/passwd'], 'etc-passwd'],
  [['..\\..\\windows'], 'windows'],
  [['C:\\temp'], 'C-temp'],
  [['.hidden'], 'hidden'],
  [['ends with dots...'], 'ends-with-dots'],
  [['1️⃣ first'], '1⃣-first'],
])('%j is %s', (titles, name) => {
  expect(nameOf(...titles)).toBe(name)
  expectSafe(name)
})

test.each([
  ['nothing', ''],
  ['punctuation', '!?!'],
  ['dots', '..'],
  ['a slash', '/'],
  ['emoji', '🎉🎉'],
  ['emoji with a variation selector', '❤️'],
  ['invisible characters', '\u200b\u200d\ufeff'],
  ['an accent on nothing', '\u0301'],
  ['half an emoji', '\ud83d'],
  ['control characters', '\0\n\t'],
])('%s has its own readable name', (_, title) => {
  const names = cassetteNames([[title], [`${title}?`]])
  for (const name of names) {
    expectSafe(name)
    expect(name).toMatch(/^test-[0-9a-f]{8}$/)
  }
  expect(names[0]).not.toBe(names[1])
})

test.each(['con', 'CON', 'nul', 'aux.', 'com1', 'LPT9', 'con.txt', 'nul.tar.gz', 'prn.a b', 'com¹', 'con.txt--x'])(
  '%s is no device',
  (title) => {
    expectSafe(nameOf(title))
  },
)

test('a device name inside a longer name stays', () => {
  expect(nameOf('console')).toBe('console')
  expect(nameOf('talks to con')).toBe('talks-to-con')
})

test('long names are cut and end in a hash of the full name', () => {
  const long = 'a very long title '.repeat(20)
  const [one = '', other = ''] = cassetteNames([[`${long}one`], [`${long}two`]])
  expect(one).toMatch(/^a-very-long-title-.*-[0-9a-f]{8}$/)
  expect(one.length).toBeLessThan(100)
  expect(one).not.toBe(other)
})

test.each(['x', '日', 'é', 'e\u0301\u0323', '𝒳'])('300 times %s fits a file system', (unit) => {
  expectSafe(nameOf(unit.repeat(300)))
})

test('tests with the same full name are numbered in their order', () => {
  expect(cassetteNames([['a'], ['b'], ['a'], ['a']])).toEqual(['a', 'b', 'a~2', 'a~3'])
})

test.each([
  ['case', 'Books', 'books'],
  ['punctuation', 'a b', 'a-b'],
  ['composed and decomposed accents', 'caf\u00e9', 'cafe\u0301'],
  ['sharp s', 'straße', 'strasse'],
  ['final sigma', 'λόγος', 'λόγοσ'],
  ['long s', 'ſo', 'so'],
  ['ligatures', 'ﬁne', 'fine'],
  ['invisible characters', 'a\u200db', 'ab'],
  ['suites', 'a > b', 'a / b'],
])('titles that differ only in %s have names that differ on every disk', (_, one, other) => {
  const names = cassetteNames([[one], [other]])
  expect(new Set(names.map(onDisk)).size).toBe(2)
})

test('a title that looks like the name of another test gets its own name', () => {
  const [first = ''] = cassetteNames([['a b'], ['a-b']])
  const names = cassetteNames([['a b'], ['a-b'], [first]])
  expect(new Set(names.map(onDisk)).size).toBe(3)
})

test('suite and test title are not mixed up', () => {
  expect(new Set(cassetteNames([['a', 'b'], ['a--b'], ['a b'], ['a', '', 'b']])).size).toBe(4)
})

const odd = fc.constantFrom(
  'a',
  'A',
  'ß',
  'ss',
  'é',
  'e\u0301',
  '/',
  '..',
  '.',
  '-',
  ' ',
  '~2',
  '\u200d',
  '❤️',
  'con',
  'İ',
  'ı',
  'Σ',
  'ς',
  '日',
  '1',
  '\\',
  ':',
  '\ud83d',
)
const title = fc.oneof(
  fc.array(odd, { maxLength: 4 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 300 }),
)
const tests = fc.array(fc.array(title, { minLength: 1, maxLength: 3 }), { maxLength: 15 })

test('any titles have safe names that differ on every disk, the same each time', () => {
  fc.assert(
    fc.property(tests, (list) => {
      const names = cassetteNames(list)
      names.forEach(expectSafe)
      expect(new Set(names.map(onDisk)).size).toBe(list.length)
      expect(cassetteNames(list)).toEqual(names)
    }),
    { numRuns: 1_000 },
  )
})

test('a new test with another name does not change the readable names of the others', () => {
  expect(cassetteNames([['a'], ['b'], ['c']]).slice(0, 2)).toEqual(cassetteNames([['a'], ['b']]))
})
