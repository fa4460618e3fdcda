import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Asked, Got, Row } from './request.ts'

/** Answers of the provider with a column, and the request for each. */
const answers: Record<string, Partial<Asked>> = {
  gzip: {},
  br: {},
  zstd: {},
  deflate: {},
  chunked: {},
  'content-length': {},
  '204': {},
  '304': {},
  '404': {},
  HEAD: { method: 'HEAD' },
  'set-cookie': {},
}

const note = (cell: string, got: Got): void =>
  appendFileSync(join(import.meta.dirname, 'notes.jsonl'), `${JSON.stringify([cell, got])}\n`)

/** Defines a test for each cell of the rows, which stores the answer in the client. */
export function defineCells(rows: readonly Row[]): void {
  for (const row of rows)
    describe(row.name, () => {
      const define = (column: string, path: string, asked: () => Partial<Asked>): void =>
        test(column, async () =>
          note(`${row.name} > ${column}`, await row.ask(`${row.origin}/v1/${path}`, { method: 'GET', ...asked() })),
        )

      if (process.env['MISS'] !== undefined)
        test('miss', async () => {
          const got = await row.ask(`${row.origin}/v1/unknown`, {
            method: 'POST',
            body: '{}',
            headers: { 'content-type': 'application/json' },
          })
          note(`${row.name} > miss`, got)
        })
      for (const [kind, make] of Object.entries(row.bodies))
        define(kind, `echo/${kind}`, () => ({ method: 'POST', body: make(), ...typed(kind) }))
      if (/^node:https?\b/.test(row.name)) {
        const headers = { 'content-type': 'application/json', expect: '100-continue' }
        define('Expect', 'echo/expect', () => ({ method: 'POST', body: '{"a":1}', headers }))
      }
      for (const [column, asked] of Object.entries(answers)) define(column, `answer/${column}`, () => asked)
    })
  test('is not empty', () => expect(rows.length).toBeGreaterThan(0))
}

/** Headers with a content type, for bodies without a type of their own. */
function typed(kind: string): Partial<Asked> {
  return ['string', 'bytes', 'stream'].includes(kind)
    ? { headers: { 'content-type': kind === 'bytes' ? 'application/octet-stream' : 'application/json' } }
    : {}
}
