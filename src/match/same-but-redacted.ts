import type { RequestView } from './view/request-view.ts'
import type { ViewBody, ViewPart } from './view/view-body.ts'
import { isRedacted } from '../redact/placeholder.ts'
import { mayHaveBeen } from '../redact/stood-for.ts'

type Pair = readonly [name: string, value: string]

/**
 * Whether an asked request may be the one that was recorded: the same but for what was redacted in that, and is not any
 * more.
 *
 * @param dropped names of parameters and fields that do not count in the recorded one since they hold a placeholder.
 */
export function isSameButRedacted(recorded: RequestView, asked: RequestView, dropped: readonly string[]): boolean {
  const [before, now] = [recorded, asked].map(({ url }) => partsOf(url)) as [Parts, Parts]
  return (
    recorded.method === asked.method &&
    mayHaveBeen(before.path, now.path) &&
    arePairs(before.query, now.query, dropped) &&
    areEqual(recorded.headers, asked.headers) &&
    isBody(recorded.body, asked.body, dropped)
  )
}

interface Parts {
  readonly path: string
  readonly query: readonly Pair[]
}

function partsOf(url: string): Parts {
  const [path = '', query = ''] = url.split(/\?(.*)/s, 2)
  return { path, query: [...new URLSearchParams(query)] }
}

function isBody(recorded: ViewBody | undefined, asked: ViewBody | undefined, dropped: readonly string[]): boolean {
  if (recorded === undefined || asked === undefined) return recorded === asked
  if ('form' in recorded) return 'form' in asked && arePairs(recorded.form, asked.form, dropped)
  if ('multipart' in recorded) {
    if (!('multipart' in asked) || recorded.multipart.length !== asked.multipart.length) return false
    return recorded.multipart.every((part, index) => isPart(part, asked.multipart[index]!))
  }
  return areEqual(recorded, asked)
}

function isPart(recorded: ViewPart, asked: ViewPart): boolean {
  return areEqual(recorded.headers, asked.headers) && isBody(recorded.body, asked.body, [])
}

/** Both are sorted; one that was dropped there may be here. */
function arePairs(recorded: readonly Pair[], asked: readonly Pair[], dropped: readonly string[]): boolean {
  const left = [...dropped]
  const rest = asked.filter(([name]) => {
    const at = left.indexOf(name)
    if (at !== -1) left.splice(at, 1)
    return at === -1
  })
  return areEqual(recorded, rest)
}

/** Plain values, equal but for what placeholders in the recorded one stand for: a number too, where one was redacted. */
function areEqual(recorded: unknown, asked: unknown): boolean {
  if (typeof recorded === 'string') {
    if (typeof asked === 'number') return isRedacted(recorded)
    return typeof asked === 'string' && mayHaveBeen(recorded, asked)
  }
  if (typeof recorded !== 'object' || recorded === null || typeof asked !== 'object' || asked === null)
    return recorded === asked
  if (Array.isArray(recorded) || Array.isArray(asked)) {
    if (!Array.isArray(recorded) || !Array.isArray(asked) || recorded.length !== asked.length) return false
    return recorded.every((item, index) => areEqual(item, asked[index]))
  }
  return areRecords(recorded as Readonly<Record<string, unknown>>, asked as Readonly<Record<string, unknown>>)
}

/** Names may hold a placeholder too. */
function areRecords(recorded: Readonly<Record<string, unknown>>, asked: Readonly<Record<string, unknown>>): boolean {
  const open = new Map(Object.entries(asked))
  if (Object.keys(recorded).length !== open.size) return false
  return Object.entries(recorded).every(([name, value]) => {
    const names = open.has(name) ? [name] : [...open.keys()].filter((other) => mayHaveBeen(name, other))
    const found = names.find((other) => areEqual(value, open.get(other)))
    return found !== undefined && open.delete(found)
  })
}
