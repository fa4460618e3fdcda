import type { StoredHeaders } from '../../cassette/interaction.ts'
import { differencesOf, type Difference } from '../nearest/differences.ts'
import { looksGenerated } from '../nearest/generated-values.ts'
import type { Comparable } from '../view/comparable.ts'
import { saidBy, type Answered } from './said.ts'

/** The differences in the content of two answers, with the places `text`, `calls`, … */
export function answerDifferences(before: Answered, after: Answered): Difference[] {
  return differencesOf(asBody(saidBy(after)), asBody(saidBy(before)))
}

/** Whether two answers have the same content, and the same headers but for ids, times and limits. */
export function saysTheSame(before: Answered, after: Answered): boolean {
  return answerDifferences(before, after).length === 0 && headersOf(before) === headersOf(after)
}

/** The places of an answer are those of a body. */
function asBody(body: unknown): Comparable {
  return { method: '', url: '', query: {}, headers: {}, body }
}

/** Headers that every answer has another value of. */
const volatile = /ratelimit|-ms$|-id$|^(etag|expires|date|last-modified|retry-after|age|x-goog-upload-url)$|requestid$/

function headersOf({ response }: Answered): string {
  const headers: StoredHeaders = response?.headers ?? {}
  const rows = Object.entries(headers).map(([name, value]) => {
    const text = [value].flat().join(', ')
    return volatile.test(name) || looksGenerated(text) ? name : `${name}: ${text}`
  })
  return rows.sort().join('\n')
}
