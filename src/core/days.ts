const month = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*'
const weekday = '(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*'
const day = '\\d{1,2}(?:st|nd|rd|th)?'

/** Dates and times of day as programs write them into prompts, in English where in words. */
const dates = new RegExp(
  [
    String.raw`\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?\b`,
    String.raw`\b(?:${weekday},? )?(?:${day} ${month}\.?,? \d{4}|${month}\.? ${day},? \d{4})\b`,
    String.raw`\b\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})\b`,
    String.raw`\b\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]m)?\b`,
    String.raw`\b1\d{9}(?:\d{3})?\b`,
    String.raw`\b${weekday}\b`,
  ].join('|'),
  'gi',
)

/** How far, in milliseconds, a date without a time zone can be from the moment it was written. */
const nearby = 48 * 60 * 60 * 1000

/** Whether two texts differ in dates alone, and the recorded one speaks of the day it was recorded on. */
export function differInDayOnly(recorded: string, asked: string, recordedAt: string): boolean {
  if (recorded === asked || withoutDates(recorded) !== withoutDates(asked)) return false
  const moment = Date.parse(recordedAt)
  return [...recorded.matchAll(dates)].some(([text]) => Math.abs(momentOf(text) - moment) < nearby)
}

function withoutDates(text: string): string {
  return text.replaceAll(dates, '[date]')
}

/** `NaN` for what says too little, such as a time of day. */
function momentOf(text: string): number {
  if (/^\d{10}$/.test(text)) return Number(text) * 1000
  if (/^\d{13}$/.test(text)) return Number(text)
  return Date.parse(text.replaceAll(/(?<=\d)(st|nd|rd|th)\b/g, ''))
}
