import { expect, test } from 'vitest'
import { differInDayOnly } from '../../../src/core/days.ts'

const recordedAt = '2026-03-04T09:10:11.000Z'

test.each([
  ['Today is 2026-03-04.', 'Today is 2026-11-21.'],
  ['It is 2026-03-04T09:10:10.998Z', 'It is 2026-11-21T14:00:00.000Z'],
  ['Today is Wednesday, March 4, 2026.', 'Today is Saturday, November 21, 2026.'],
  ['Wed Mar 4 2026, 10:10', 'Sat Nov 21 2026, 9:05 PM'],
  ['the 4th March 2026', 'the 21st November 2026'],
  ['3/4/2026', '11/21/2026'],
  ['1772615411', '1795269600'],
  ['1772615411123', '1795269600000'],
])('%s and %s', (recorded, asked) => {
  expect(differInDayOnly(recorded, asked, recordedAt)).toBe(true)
})

test.each([
  ['something else too', 'Book for 2026-03-04', 'Cancel for 2026-11-21'],
  ['another day than that of the recording', 'My birthday is 1990-05-01', 'My birthday is 1991-05-01'],
  ['nothing', 'Today is 2026-03-04', 'Today is 2026-03-04'],
  ['a number', 'order 17', 'order 18'],
  ['a time of day, which says too little', 'at 9:10', 'at 9:11'],
])('not %s', (_, recorded, asked) => {
  expect(differInDayOnly(recorded, asked, recordedAt)).toBe(false)
})
