import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReadyName } from '../../../src/cassette/options.ts'
import { readyNames, readyNormalizers } from '../../../src/match/normalize/ready.ts'

test.each<[ReadyName, string, string]>([
  ['iso-dates', 'Today is 2026-11-21.', 'Today is [date].'],
  ['iso-dates', '2026-11-21T10:02:11.482Z', '[date]'],
  ['iso-dates', 'at 2026-11-21 10:02:11+01:00 sharp', 'at [date] sharp'],
  ['iso-dates', 'from 2026-11-21 to 2026-11-22', 'from [date] to [date]'],
  ['iso-dates', 'gpt-4o-2024-08-06', 'gpt-4o-[date]'],
  ['iso-dates', 'order 2026-13-21, 12026-11-21, 2026-11-211', 'order 2026-13-21, 12026-11-21, 2026-11-211'],
  ['unix-times', 'since 1763719331 or 1763719331482', 'since [time] or [time]'],
  ['unix-times', '1763719331.482', '[time]'],
  [
    'unix-times',
    'order 17637193 id-1763719331 v1.1763719331 2763719331',
    'order 17637193 id-1763719331 v1.1763719331 2763719331',
  ],
  ['uuids', 'run 123e4567-e89b-12d3-a456-426614174000!', 'run [uuid]!'],
  ['uuids', 'req_123E4567-E89B-12D3-A456-426614174000', 'req_[uuid]'],
  ['uuids', '0123e4567-e89b-12d3-a456-426614174000', '0123e4567-e89b-12d3-a456-426614174000'],
  ['nanoids', 'id V1StGXR8_Z5jdHi6B-myT.', 'id [nanoid].'],
  ['nanoids', 'run_V1StGXR8_Z5jdHi6B-myT', 'run_[nanoid]'],
  [
    'nanoids',
    'getCustomerOrderItems a-name-with-dashes-21 V1StGXR8_Z5jdHi6B',
    'getCustomerOrderItems a-name-with-dashes-21 V1StGXR8_Z5jdHi6B',
  ],
  ['temp-paths', 'cd /tmp/run-Ab12/out && ls', 'cd [temp]/out && ls'],
  ['temp-paths', 'file:///var/folders/zz/ab_c1/T/x-1/a.txt', 'file://[temp]/a.txt'],
  ['temp-paths', '/private/var/folders/zz/abc1/T/x, /private/tmp/y', '[temp], [temp]'],
  ['temp-paths', 'in C:\\Users\\me\\AppData\\Local\\Temp\\run-1\\a.txt', 'in [temp]\\a.txt'],
  ['temp-paths', '/home/me/tmp/x ./tmp/y', '/home/me/tmp/x ./tmp/y'],
  ['ports', 'http://localhost:54321/x http://127.0.0.1:80', 'http://localhost:[port]/x http://127.0.0.1:[port]'],
  ['ports', 'listening on port 54321, PORT=8080', 'listening on port [port], PORT=[port]'],
  [
    'ports',
    'https://api.example.com:8443 at 10:30, a report 2024',
    'https://api.example.com:8443 at 10:30, a report 2024',
  ],
  ['byte-counts', '1,482 bytes and 3.2 KB, 12MiB', '[bytes] and [bytes], [bytes]'],
  ['byte-counts', '12 boats, 3 kittens, llama 70B', '12 boats, 3 kittens, llama 70B'],
])('%s: %s', (name, text, expected) => {
  expect(readyNormalizers[name](text)).toBe(expected)
})

test('a second pass changes nothing', () => {
  const piece = fc.constantFrom(
    '2026-11-21',
    '1763719331',
    ' ',
    '/tmp/x',
    'localhost:1',
    ':',
    '[',
    ']',
    '12 KB',
    'port 80',
    'a',
  )
  fc.assert(
    fc.property(
      fc.array(piece).map((pieces) => pieces.join(' ')),
      fc.constantFrom(...readyNames),
      (text, name) => {
        const once = readyNormalizers[name](text)
        expect(readyNormalizers[name](once)).toBe(once)
      },
    ),
  )
})

/** A random id of nanoid's form. */
const alphabet = 'useandom-26T198340PX75pxJACKVERYMINDBUSHWOLF_GQZbfghjklqvwyzrict'

test('nearly every nanoid is recognized', () => {
  const ids = fc.sample(fc.array(fc.constantFrom(...alphabet), { minLength: 21, maxLength: 21 }), {
    numRuns: 5_000,
    seed: 1,
  })
  const known = ids.filter((id) => readyNormalizers.nanoids(`id ${id.join('')} end`) === 'id [nanoid] end')
  expect(known.length / ids.length).toBeGreaterThan(0.99)
})

test.each(readyNames)('%s is fast on a long text', (name) => {
  const long = ['/tmp/', '1,', 'a:\\', '2026-', '0a', 'port ', '1.', 'c:\\a', '-a_'].map((piece) =>
    piece.repeat(100_000),
  )
  for (const text of long) expect(readyNormalizers[name](text).length).toBeGreaterThan(0)
})
