import type { Cost } from '../cassette/cost.ts'
import { daysOld } from '../cassette/age.ts'
import type { Usage } from '../cassette/usage.ts'
import { counted, number } from '../util/counts.ts'
import type { Conversation, ShownCall } from './model/conversation.ts'
import type { Media } from '../providers/wire/message-parts.ts'

/** `142 ms`, `3.1 s`, `6 min 12 s`. */
export function milliseconds(time: number): string {
  if (time < 1000) return `${Math.round(time)} ms`
  if (time < 60_000) return `${(time / 1000).toFixed(1)} s`
  const seconds = Math.round(time / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** `412 tokens`, with the parts that count: `412 tokens (300 in, 200 cached, 112 out)`. */
export function tokens({ input, output, cached, reasoning }: Usage): string {
  const parts = [
    `${number(input)} in`,
    ...(cached > 0 ? [`${number(cached)} cached`] : []),
    `${number(output)} out`,
    ...(reasoning > 0 ? [`${number(reasoning)} reasoning`] : []),
  ]
  return `${counted(input + output, 'token')} (${parts.join(', ')})`
}

/** `$0.0312`. */
export function dollars({ dollars: amount }: Cost): string {
  if (amount > 0 && amount < 0.0001) return 'less than $0.0001'
  return `$${number(amount, amount < 1 ? 4 : 2)}`
}

/** `today`, `yesterday`, `412 days ago`. */
export function age(recordedAt: string, now: number): string {
  const days = daysOld({ recordedAt }, now)
  if (days < 1) return 'today'
  return days === 1 ? 'yesterday' : `${number(days)} days ago`
}

/** The facts of a whole conversation: `2 calls`, `412 tokens`, `3.1 s`, `recorded 3 days ago`. */
export function conversationFacts(
  { calls, usage, cost, milliseconds: time, recordedAt }: Conversation,
  now?: number,
): string[] {
  return [
    counted(calls.length, 'call'),
    ...(usage.input + usage.output > 0 ? [counted(usage.input + usage.output, 'token')] : []),
    ...(cost ? [dollars(cost)] : []),
    ...(time > 0 && now !== undefined ? [milliseconds(time)] : []),
    ...(recordedAt !== undefined && now !== undefined ? [`recorded ${age(recordedAt, now)}`] : []),
  ]
}

/** The times of a stream: `first byte 142 ms`, `38 events`, `longest silence 310 ms`. */
export function streamFacts({ times }: ShownCall): string[] {
  if (times === undefined) return []
  const { firstByte, events, longestSilence, pieces } = times
  if (events <= 1 || pieces.length <= 1) return []
  return [
    `first byte ${milliseconds(firstByte)}`,
    counted(events, 'event'),
    `longest silence ${milliseconds(longestSilence)}`,
  ]
}

/** What an answer took: `228 ms`, its tokens and its cost. */
export function costFacts({ times, usage, cost }: ShownCall, hasTimes: boolean): string[] {
  return [
    ...(times === undefined || !hasTimes ? [] : [milliseconds(times.total)]),
    ...(usage === undefined ? [] : [tokens(usage)]),
    ...(cost === undefined ? [] : [dollars(cost)]),
  ]
}

/** The places of a request that the provider has not seen: `messages[0].content, on 2026-11-30`. Empty for any other one. */
export function acceptedFacts({ source: { requestChanged } }: ShownCall): string[] {
  return requestChanged === undefined
    ? []
    : [`${requestChanged.places.join(', ')}, on ${requestChanged.at.slice(0, 10)}`]
}

/** How an answer ended, where it did not end well. */
export function endFacts({ answer, source }: ShownCall): string[] {
  const { response, failure } = source
  const broken = failure ?? response?.failure
  const { error } = answer
  return [
    ...(response !== undefined && response.status >= 400 ? [`status ${response.status}`] : []),
    ...(error === undefined ? [] : [`error: ${[error.kind, error.message].filter(Boolean).join(': ')}`]),
    ...(broken === undefined
      ? []
      : [
          `${response === undefined ? 'no answer' : 'cut'}: ${[broken.name, broken.code, broken.message].filter(Boolean).join(' ')}`,
        ]),
    ...(response?.aborted === true ? ['the client stopped reading here'] : []),
  ]
}

/** `image/png, 12.3 kB`. */
export function mediaFacts({ type, base64, name }: Media): string {
  const extent = base64 === undefined ? name : size(Math.floor((base64.length * 3) / 4))
  return [type || 'file', extent].filter(Boolean).join(', ')
}

/** A number of bytes for people, such as `1.9 MB`. */
export function size(count: number): string {
  if (count < 1000) return counted(count, 'byte')
  return count < 1_000_000 ? `${(count / 1000).toFixed(1)} kB` : `${(count / 1_000_000).toFixed(1)} MB`
}

/** The number of words in a text. */
export function words(text: string): number {
  return text.split(/\s+/).filter(Boolean).length
}
