import type * as Zod from 'zod'
import { longestPad } from '../body/sse.ts'
import type { ValueGroup } from './layout/value-group.ts'
import { longestText } from './limits.ts'
import type { SchemaBuilder } from './schema-builder.ts'

/** The parts of events and messages that groups have too. */
interface Parts {
  /** The fields of an event, without its data. */
  readonly fields: Readonly<Record<string, Zod.ZodType>>
  readonly data: Zod.ZodType
  readonly messageHeaders: Zod.ZodType
  readonly jsonLayout: Zod.ZodType
}

/** Builds the schemas of groups: of events, of messages, and of the values of a whole body. */
export function buildGroupSchemas(
  z: SchemaBuilder,
  { fields, data, messageHeaders, jsonLayout }: Parts,
): Record<'sse' | 'message' | 'ndjson', Zod.ZodType> {
  const members = z.dictionary(z.string(), z.unknown())
  const pads = z.array(z.int().min(0).max(longestPad)).optional()
  const groupOf = (
    every: Zod.ZodType,
    value: Zod.ZodType,
    more: Readonly<Record<string, Zod.ZodType>> = {},
  ): Zod.ZodType =>
    z
      .strictObject({
        every,
        each: members.optional(),
        ...more,
        events: z.array(
          z.union([members, z.tuple([value])], { error: 'neither the members that differ nor a list of one value' }),
        ),
      })
      .refine((group) => hasWholeLists(group as Lists), 'a list of `each` or `pads` is not as long as `events`')
      .refine((group) => isShort(group as ValueGroup), 'more text than a file may hold')
  const json = z.strictObject({ json: members, layout: jsonLayout.optional() })
  return {
    sse: groupOf(z.strictObject({ ...fields, data: members }), data, { pads }),
    message: groupOf(z.strictObject({ headers: messageHeaders, body: json }), z.unknown()),
    ndjson: groupOf(members, z.unknown()),
  }
}

type Lists = ValueGroup & { readonly pads?: readonly number[] }

function hasWholeLists({ each = {}, pads, events }: Lists): boolean {
  return (pads === undefined || pads.length === events.length) && isWhole(each, events.length)
}

function isWhole(each: object, length: number): boolean {
  return Object.values(each).every((lists: unknown) =>
    Array.isArray(lists)
      ? lists.length === length
      : typeof lists === 'object' && lists !== null && isWhole(lists, length),
  )
}

/** Keeps an edited file from expanding to a huge text. */
function isShort({ every, events }: ValueGroup): boolean {
  return JSON.stringify(every).length * events.length <= longestText
}
