import { expect, test } from 'vitest'
import { clockFit, differInDatesOnly } from '../../../src/match/nearest/date-differences.ts'

const start = Date.parse('2026-03-04T09:10:11.000Z')

test.each([
  ['Today is 2026-03-04.', 'Today is 2026-11-21.'],
  ['It is 2026-03-04T09:10Z', 'It is 2026-11-21T14:00Z'],
  ['Today is Wednesday, March 4, 2026.', 'Today is Saturday, November 21, 2026.'],
  ['Today is Wednesday, March 4', 'Today is Saturday, November 21'],
  ['Today is Wednesday, 4 March.', 'Today is Saturday, 21 November.'],
  ['Wed Mar 4 2026, 10:10', 'Sat Nov 21 2026, 9:05 PM'],
  ['Wed Mar 4 2026, 14:55 in Kathmandu', 'Sat Nov 21 2026, 9:05 in Kathmandu'],
  ['the 4th March 2026', 'the 21st November 2026'],
  ['3/4/2026', '11/21/2026'],
  ['4/3/26', '21/11/26'],
  ['Heute ist der 4.3.2026', 'Heute ist der 21.11.2026'],
  ['Heute ist der 04.03.26', 'Heute ist der 21.11.26'],
  ['4. March 2026', '21. November 2026'],
  ['2026/03/04', '2026/11/21'],
  ['Today is 2026-03-04, born on 1990-05-01.', 'Today is 2026-11-21, born on 1990-05-01.'],
  ['Wednesday, 2026-03-04', 'Saturday, 2026-11-21'],
])('the clock makes "%s" and "%s" equal', (recorded, asked) => {
  expect(clockFit(recorded, asked, start)).toBe('date')
})

test.each([
  ['It is 10:10', 'It is 14:55'],
  ['Today is Wednesday', 'Today is Saturday'],
])('the clock makes "%s" and "%s" equal, but times of day prove no date', (recorded, asked) => {
  expect(clockFit(recorded, asked, start)).toBe('time')
})

test.each([
  ['another day than that of the recording', 'My birthday is 1990-05-01', 'My birthday is 1991-05-01'],
  ['a day of another part of the year', 'until June 3', 'until July 3'],
  ['another weekday', 'on Saturday', 'on Monday'],
  ['another minute', 'Wed Mar 4 2026, 10:12', 'Sat Nov 21 2026, 9:05'],
  ['a second, which is over at once', '2026-03-04T09:10:11', '2026-11-21T09:10:11'],
  ['a millisecond', 'It is 2026-03-04T09:10:11.002Z', 'It is 2026-11-21T14:00:00.000Z'],
  ['a time with seconds', '2026-03-04 at 09:10:11', '2026-11-21 at 14:00:05'],
  ['seconds since 1970', '1772615411', '1795269600'],
  ['milliseconds since 1970', '1772615411123', '1795269600000'],
])('the clock does not help with %s', (_, recorded, asked) => {
  expect(differInDatesOnly(recorded, asked)).toBe(true)
  expect(clockFit(recorded, asked, start)).toBeUndefined()
})

test.each([
  ['something else too', 'Book for 2026-03-04', 'Cancel for 2026-11-21'],
  ['nothing', 'Today is 2026-03-04', 'Today is 2026-03-04'],
  ['a number', 'order 17', 'order 18'],
  ['a version', 'version 1.2.10', 'version 1.2.11'],
  ['words that begin like a month or a day', 'decide 5 sunny things', 'decide 6 money things'],
])('%s is not a difference in dates', (_, recorded, asked) => {
  expect(differInDatesOnly(recorded, asked)).toBe(false)
  expect(clockFit(recorded, asked, start)).toBeUndefined()
})
