import type { EventStreamMessage, SseEvent, StoredBody } from '../../cassette/stored-body.ts'
import { isRecord } from '../../util/same-value.ts'
import { Lines, OneLine } from '../print-json.ts'
import { groupValues } from './group-values.ts'
import type { ValueGroup } from './value-group.ts'

/**
 * The body of an answer as a file shows it: one event, message or value a line, and those that are alike in groups. Places of
 * large values count events, so a body with such places has no groups.
 *
 * @param isStream whether a list of JSON values is the pieces of a stream.
 */
export function linesOf(body: StoredBody, isStream: boolean): object {
  if ('json' in body && Array.isArray(body.json) && isStream) return { ...body, json: oneEach(body.json) }
  const isPlain = 'files' in body && body.files !== undefined
  if ('sse' in body) return { ...body, sse: isPlain ? oneEach(body.sse) : grouped(body.sse, kindOfEvent, groupEvents) }
  if ('eventstream' in body) return { ...body, eventstream: grouped(body.eventstream, kindOfMessage, groupMessages) }
  if ('ndjson' in body) {
    const group = isPlain ? undefined : groupValues(body.ndjson)
    return { ...body, ndjson: group === undefined ? oneEach(body.ndjson) : { every: group.every, ...inLines(group) } }
  }
  return body
}

/** A list with each sequence of one kind as a group, where that is shorter. */
function grouped<Item>(
  items: readonly Item[],
  kindOf: (item: Item) => string | undefined,
  group: (items: readonly Item[], around: number) => object | undefined,
): Lines {
  const sequences: Item[][] = []
  let last: string | undefined
  for (const item of items) {
    const kind = kindOf(item)
    if (kind !== undefined && kind === last) sequences.at(-1)!.push(item)
    else sequences.push([item])
    last = kind
  }
  return new Lines(
    sequences.flatMap((sequence) => group(sequence, kindOf(sequence[0]!)?.length ?? 0) ?? oneEach(sequence).items),
  )
}

/** A list with a line for each item. */
function oneEach(items: readonly unknown[]): Lines {
  return new Lines(items.map((item) => new OneLine(item)))
}

/** The same text for events that may be in one group: all is the same but their JSON, and this has one type. */
function kindOfEvent(event: SseEvent): string | undefined {
  const { data } = event
  return isRecord(data) ? JSON.stringify({ ...event, data: data['type'] ?? null, pad: undefined }) : undefined
}

function groupEvents(events: readonly SseEvent[], around: number): object | undefined {
  const group = groupValues(
    events.map(({ data }) => data),
    around,
  )
  if (group === undefined) return undefined
  const { pad: _pad, ...first } = events[0]!
  const pads = events.map(({ pad = 0 }) => pad)
  return {
    every: { ...first, data: group.every },
    ...(pads.some((pad) => pad > 0) && { pads }),
    ...inLines(group),
  }
}

/** The same text for messages that may be in one group: all is the same but their JSON. */
function kindOfMessage({ headers, body }: EventStreamMessage): string | undefined {
  return body !== undefined && 'json' in body && isRecord(body.json)
    ? JSON.stringify([headers, { ...body, json: null }])
    : undefined
}

function groupMessages(messages: readonly EventStreamMessage[], around: number): object | undefined {
  const group = groupValues(
    messages.map(({ body }) => (body !== undefined && 'json' in body ? body.json : undefined)),
    around,
  )
  return group && { every: { ...messages[0]!, body: { ...messages[0]!.body, json: group.every } }, ...inLines(group) }
}

/** A group with a line for each list and each row. */
function inLines({ each, events }: ValueGroup): object {
  return { ...(each && { each: listsInLines(each) }), events: oneEach(events) }
}

function listsInLines(each: object): object {
  return Object.fromEntries(
    Object.entries(each).map(([name, lists]: [string, object]) => [
      name,
      Array.isArray(lists) ? new OneLine(lists) : listsInLines(lists),
    ]),
  )
}
