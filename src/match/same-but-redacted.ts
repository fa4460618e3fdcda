import type { RequestView } from './view/request-view.ts'
import type { ViewBody, ViewPart } from './view/view-body.ts'
import { isRedacted } from '../redact/placeholder.ts'
import { mayHaveBeen } from '../redact/stood-for.ts'

type Pair = readonly [name: string, value: string]

/**
 * Whether an asked request may equal a recorded one, apart from values that were redacted in the recording and are not
 * redacted today.
 *
 * @param dropped names of parameters and fields of the recorded request that hold a placeholder.
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

/** Both lists are sorted. A dropped name may still be in the asked list. */
function arePairs(recorded: readonly Pair[], asked: readonly Pair[], dropped: readonly string[]): boolean {
  const remaining = [...dropped]
  const rest = asked.filter(([name]) => {
    const at = remaining.indexOf(name)
    if (at !== -1) remaining.splice(at, 1)
    return at === -1
  })
  return areEqual(recorded, rest)
}

/** Whether plain values are equal apart from placeholders in the recorded value. A placeholder may replace a number too. */
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

/** Compares fields. Names may hold a placeholder too. */
function areRecords(recorded: Readonly<Record<string, unknown>>, asked: Readonly<Record<string, unknown>>): boolean {
  const open = new Map(Object.entries(asked))
  if (Object.keys(recorded).length !== open.size) return false
  return Object.entries(recorded).every(([name, value]) => {
    const names = open.has(name) ? [name] : [...open.keys()].filter((other) => mayHaveBeen(name, other))
    const found = names.find((other) => areEqual(value, open.get(other)))
    return found !== undefined && open.delete(found)
  })
}
