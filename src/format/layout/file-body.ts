import type {
  EventStreamMessage,
  NdjsonBody,
  EventStreamBody,
  SseBody,
  SseEvent,
  StoredBody,
} from '../../cassette/stored-body.ts'
import { ungroup, type ValueGroup } from './value-group.ts'

/**
 * Events whose data is alike. `every` is an event with the data that they share, and `each` and `events` are about the data.
 *
 * @see docs/cassette-format.md#groups
 */
export interface SseGroup extends ValueGroup {
  readonly every: SseEvent & { readonly data: object }
  /** The `pad` of each event, 0 for none. */
  readonly pads?: readonly number[]
}

/** Messages whose JSON is alike. `every` is a message with the JSON that they share. */
export interface MessageGroup extends ValueGroup {
  readonly every: EventStreamMessage & { readonly body: { readonly json: object } }
}

type Grouped<Body, Name extends keyof Body, Lists> = Omit<Body, Name> & { readonly [Key in Name]: Lists }

/** A body in a cassette file: groups may stand in the place of events, messages and lines. */
export type FileBody =
  | StoredBody
  | Grouped<SseBody, 'sse', ReadonlyArray<SseEvent | SseGroup>>
  | Grouped<EventStreamBody, 'eventstream', ReadonlyArray<EventStreamMessage | MessageGroup>>
  | Grouped<NdjsonBody, 'ndjson', ValueGroup>

/** The body that a file holds, without groups. A body that has none comes back itself. */
export function withoutGroups(body: FileBody): StoredBody {
  if ('sse' in body && body.sse.some(isGroup)) return { ...body, sse: body.sse.flatMap(eventsOf) }
  if ('eventstream' in body && body.eventstream.some(isGroup))
    return { ...body, eventstream: body.eventstream.flatMap(messagesOf) }
  if ('ndjson' in body && !Array.isArray(body.ndjson)) return { ...body, ndjson: ungroup(body.ndjson as ValueGroup) }
  return body as StoredBody
}

function isGroup(entry: object): entry is ValueGroup {
  return 'every' in entry
}

function eventsOf(entry: SseEvent | SseGroup): SseEvent[] {
  if (!isGroup(entry)) return [entry]
  const { every, pads } = entry
  return ungroup({ ...entry, every: every.data }).map((data, index) => {
    const pad = pads?.[index] ?? 0
    return { ...every, data, ...(pad > 0 && { pad }) }
  })
}

function messagesOf(entry: EventStreamMessage | MessageGroup): EventStreamMessage[] {
  if (!isGroup(entry)) return [entry]
  const { every } = entry
  return ungroup({ ...entry, every: every.body.json }).map((json) => ({ ...every, body: { ...every.body, json } }))
}
