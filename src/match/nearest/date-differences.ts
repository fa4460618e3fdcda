const month =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
const weekday = '(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?'
const day = String.raw`\d{1,2}(?:st|nd|rd|th|\.)?`
const year = String.raw`(?:,? \d{4})?`

/** Dates and times of day as programs write them into prompts. Names of months and days are English. */
const dates = new RegExp(
  [
    String.raw`\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?\b`,
    String.raw`\b(?:${weekday},? )?(?:${day} ${month}\b\.?${year}|${month}\.? ${day}${year})(?!\w)`,
    String.raw`\b(?:\d{1,2}\.\d{1,2}\.\d{4}|\d\d\.\d\d\.\d\d|\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{4}[/.]\d\d[/.]\d\d)\b`,
    String.raw`\b\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[ap]m)?\b`,
    String.raw`\b1\d{9}(?:\d{3})?\b`,
    String.raw`\b${weekday}\b`,
  ].join('|'),
  'gi',
)

/** Largest distance in milliseconds between a date without a time zone and the moment of writing it. */
const nearby = 48 * 60 * 60 * 1000
/** Step between the offsets of time zones, in milliseconds. */
const zones = 15 * 60 * 1000

/** Whether two texts differ only in dates and times of day. */
export function differInDatesOnly(recorded: string, asked: string): boolean {
  return recorded !== asked && withoutDates(recorded) === withoutDates(asked)
}

/**
 * Whether a clock that starts at `start` makes two texts with different dates equal. The dates of the recorded text must
 * have been written at that moment, and must not be so precise that a running clock changes them at once.
 *
 * @param start milliseconds since 1970.
 * @returns `time` when only times of day fit, which prove no date; `undefined` when the clock does not help.
 */
export function clockFit(recorded: string, asked: string, start: number): 'date' | 'time' | undefined {
  if (!differInDatesOnly(recorded, asked)) return undefined
  const [before = [], now = []] = [recorded, asked].map((text) => [...text.matchAll(dates)].map(([date]) => date))
  const changed = before.filter((date, index) => date !== now[index])
  if (!changed.every((date) => isWrittenAt(date, start))) return undefined
  return changed.some((date) => momentsOf(date, start).length > 0) ? 'date' : 'time'
}

function withoutDates(text: string): string {
  return text.replaceAll(dates, '[date]')
}

function isWrittenAt(date: string, start: number): boolean {
  if (/^\d+$|:\d\d:\d\d/.test(date)) return false
  const minutes = /\d:(\d\d)/.exec(date)?.[1]
  // The distance of the minutes from the quarter of an hour is the same in all time zones.
  if (minutes !== undefined && Number(minutes) % 15 !== Math.floor((start % zones) / 60_000)) return false
  const moments = momentsOf(date, start)
  if (moments.length > 0) return moments.some((moment) => Math.abs(moment - start) < nearby)
  return minutes !== undefined || isWeekdayOf(date, start)
}

/** Midnight of the days that a date may mean; empty when the text is only a time or a weekday. */
function momentsOf(date: string, start: number): number[] {
  const [, first, second, last] = /^(\d{1,2})[./](\d{1,2})[./](\d+)$/.exec(date) ?? []
  if (last !== undefined) {
    const long = last.length === 2 ? `20${last}` : last
    // The order of day and month depends on the country.
    return valid([`${first}/${second}/${long}`, `${second}/${first}/${long}`])
  }
  const plain = date
    .replace(new RegExp(`^${weekday}\\b,? ?`, 'i'), '')
    .replaceAll(/(?<=\d)(?:st|nd|rd|th|\.(?= ))/gi, '')
  if (/\d{4}/.test(plain)) return valid([plain])
  if (!/[a-z]{3}/i.test(plain)) return []
  const around = new Date(start).getFullYear()
  return valid([around - 1, around, around + 1].map((candidate) => `${plain}, ${candidate}`))
}

function valid(dates: readonly string[]): number[] {
  return dates.map((date) => Date.parse(date)).filter((moment) => !Number.isNaN(moment))
}

function isWeekdayOf(date: string, start: number): boolean {
  const names = [-1, 0, 1].map((days) => new Date(start + days * 24 * 60 * 60 * 1000).toUTCString().slice(0, 3))
  return names.includes(`${date.charAt(0).toUpperCase()}${date.slice(1, 3).toLowerCase()}`)
}
