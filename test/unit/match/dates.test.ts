import { expect, test } from 'vitest'
import { readyNormalizers } from '../../../src/match/normalize/ready.ts'

const moment = new Date('2026-03-04T15:04:05Z')

const locales =
  'en-US en-GB en-IN de-DE de-AT fr-FR es-ES es-MX it-IT pt-BR pt-PT nl-NL sv-SE da-DK nb-NO pl-PL ru-RU uk-UA tr-TR fi-FI cs-CZ el-GR id-ID ja-JP zh-CN zh-TW ko-KR'

test.each(locales.split(' '))('dates as %s writes them', (locale) => {
  for (const dateStyle of ['full', 'long', 'medium', 'short'] as const) {
    for (const timeStyle of [undefined, 'short'] as const) {
      const written = new Intl.DateTimeFormat(locale, { dateStyle, ...(timeStyle && { timeStyle }), timeZone: 'UTC' })
      const text = written.format(moment)
      const left = readyNormalizers.dates(`Today: ${text}`)
      expect(left, text).toMatch(/^Today: \[date\]/)
      expect(left, text).not.toMatch(/\d/)
    }
  }
})

test.each([
  'you may 5 times, march 12 steps and second 3',
  'version 1.2.10 of 4.10',
  '10:30 in room 12',
  'decide 5 sunny things, 12 marketing plans, 3 maya codices',
  'fractions 1/2 and 3/4, a ratio 1/2/3',
])('no date in "%s"', (text) => {
  expect(readyNormalizers.dates(text)).toBe(text)
})
