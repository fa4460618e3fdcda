import { shortestSecret } from '../recognize/environment-credentials.ts'
import { isRedacted } from '../placeholder.ts'
import {
  below,
  leafOf,
  listMark,
  pathTo,
  privateKey,
  privateMember,
  type Leaf,
  type MapLeaf,
  type Place,
} from './leaf.ts'

/** Fields that tell pieces of one text from those of another. */
const distinguishing = ['type', 'index', 'output_index', 'content_index', 'contentBlockIndex', 'item_id'] as const

/** Fields with the name of a pair, as in a list of headers. */
const pairNames = ['name', 'key', 'header', 'Name', 'Key'] as const

/** Fields that say what a name and a value are, which key it is, and which part of a stream. */
const notable: ReadonlySet<string> = new Set([...distinguishing, ...pairNames, 'kty'])

/**
 * A JSON value with each text replaced: values, keys, and numbers where the field says that they are secret. Parts in
 * which nothing changes are not copied.
 */
export function mapValue(value: unknown, place: Place, map: MapLeaf, series?: string, field?: string): unknown {
  if (typeof value === 'string') {
    const leaf = leafOf(value, place, series, field)
    return mapBase64(leaf, map) ?? map(leaf)
  }
  // A phone number, a PIN: looked at as a text, and a number again if that is not changed.
  if (typeof value === 'number' && field !== undefined) {
    const text = String(value)
    const mapped = map(leafOf(text, place, undefined, field, true))
    return mapped === text ? value : mapped
  }
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const pair = isHeader(value, place) ? value[0] : undefined
    const items = seriesOfItems(series, place)
    const isList = items.startsWith(listMark)
    return mapItems(value as readonly unknown[], (item, at) => {
      // Of several values of one field, each is; but a list of numbers holds none.
      const own = typeof item === 'number' ? undefined : field
      const name = at === 1 && pair !== undefined && !isRedacted(pair) ? pair : own
      return mapValue(item, below(place, at), map, isList ? `${items}${at}` : items, name)
    })
  }
  return mapObject(value as Record<string, unknown>, place, map, series, field)
}

function mapObject(
  value: Record<string, unknown>,
  place: Place,
  map: MapLeaf,
  series: string | undefined,
  field: string | undefined,
): unknown {
  const keys = Object.keys(value)
  // Most objects have none of these fields: each lookup of a field that is not there costs.
  const isNotable = hasNotable(keys)
  const inner = series === undefined || !isNotable ? series : `${series}${distinction(value)}`
  const named = isNotable ? nameOfPair(value) : undefined
  const isKey = isNotable && isJwk(value)
  let entries: Array<[string, unknown]> | undefined
  let hasNewKey = false
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at]!
    const item = value[key]
    const here = below(place, key)
    const text = key.length < shortestSecret ? key : map(leafOf(key, here))
    const next = mapValue(
      item,
      here,
      map,
      inner === undefined || typeof item === 'number' || typeof item === 'boolean' ? undefined : `${inner}.${key}`,
      isKey && privateMember.test(key) ? privateKey : isValue(key) ? (named ?? field ?? key) : key,
    )
    if (entries === undefined && (text !== key || next !== item))
      entries = keys.slice(0, at).map((before) => [before, value[before]])
    entries?.push([text, next])
    if (text !== key) hasNewKey = true
  }
  if (entries === undefined) return value
  if (typeof value['token'] === 'string') sayTheSame(entries, value['token'])
  if (!hasNewKey) return Object.fromEntries(entries)
  // Two keys that were secrets are still two.
  const used = new Set<string>()
  return Object.fromEntries(entries.map(([key, item]) => [unused(key, used), item]))
}

function hasNotable(keys: readonly string[]): boolean {
  for (const key of keys) if (notable.has(key)) return true
  return false
}

function isValue(key: string): boolean {
  return key.length === 5 && key.toLowerCase() === 'value'
}

/** The series of the items of a list, whose places follow where it is no stream: such a list may hold a text in pieces, too. */
function seriesOfItems(series: string | undefined, place: Place): string {
  if (series === undefined)
    return `${listMark}${pathTo(place)
      .filter((part) => typeof part === 'string')
      .join('.')}/@`
  return series.startsWith(listMark) ? `${series}/@` : `${series}/`
}

/** A name and a value, in a list of headers. */
function isHeader(value: readonly unknown[], place: Place): value is readonly [string, string] {
  const isPair = value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'string'
  return isPair && pathTo(place).some((part) => typeof part === 'string' && /headers?$/i.test(part))
}

function unused(key: string, used: Set<string>): string {
  let name = key
  for (let count = 2; used.has(name); count++) name = `${key}-${count}`
  used.add(name)
  return name
}

function isJwk(value: Record<string, unknown>): boolean {
  return typeof value['kty'] === 'string'
}

/** `{ "name": "authorization", "value": "…" }`: the name is a field's name. */
function nameOfPair(value: Record<string, unknown>): string | undefined {
  for (const key of pairNames) {
    const name = value[key]
    if (name !== undefined && name !== null) return typeof name === 'string' ? name : undefined
  }
  return undefined
}

/** The bytes of a token, and the alternatives among which it stands too, say what the token says. */
function sayTheSame(entries: Array<[string, unknown]>, before: string): void {
  const token = entries.find(([name]) => name === 'token')?.[1]
  if (typeof token !== 'string' || token === before) return
  const bytes = [...Buffer.from(token)]
  for (const entry of entries) {
    const [name, value] = entry
    if (!Array.isArray(value)) continue
    if (name === 'bytes') entry[1] = bytes
    if (name === 'top_logprobs')
      entry[1] = (value as unknown[]).map((item) =>
        (item as { token?: unknown } | null)?.token === before
          ? { ...(item as object), token, ...('bytes' in (item as object) && { bytes }) }
          : item,
      )
  }
}

function distinction(value: Record<string, unknown>): string {
  let text = ''
  for (const key of distinguishing) {
    const item = value[key]
    if (typeof item === 'string') text += `|${item}`
    if (typeof item === 'number') text += `|#${item}`
  }
  return text
}

/** A list with each item replaced; the list itself when none changes. */
export function mapItems<Item>(list: readonly Item[], map: (item: Item, at: number) => Item): readonly Item[] {
  let changed = false
  const mapped = list.map((item, at) => {
    const next = map(item, at)
    if (next !== item) changed = true
    return next
  })
  return changed ? mapped : list
}

/** The first letters of objects and lists of JSON in base64. */
const [smallE, capitalW] = [0x65, 0x57]

/** JSON in base64, as Bedrock sends the events of other providers: looked into, so that their texts count as theirs. */
function mapBase64({ text, place, series }: Leaf, map: MapLeaf): string | undefined {
  const first = text.charCodeAt(0)
  if ((first !== smallE && first !== capitalW) || text.length < 8 || !/^(ey|ew|W[3wy])/.test(text)) return undefined
  // Looked for what it must not hold: a long text would run a pattern of what it must out of stack.
  if (/[^A-Za-z0-9+/]/.test(text.replace(/={1,2}$/, ''))) return undefined
  const inner = Buffer.from(text, 'base64').toString('utf8')
  let value: unknown
  try {
    value = JSON.parse(inner)
  } catch {
    return undefined
  }
  const mapped = mapValue(value, place, map, series && `${series}#`)
  return mapped === value ? text : Buffer.from(JSON.stringify(mapped)).toString('base64')
}
