import { appendFileSync } from 'node:fs'
import { describe, test } from 'vitest'
import { clients } from './clients.ts'

for (const [column, ways] of Object.entries(clients))
  describe(column, () => {
    for (const [row, call] of Object.entries(ways))
      test(row, async () => {
        const got = await call(`/v1/${encodeURIComponent(column)}/${encodeURIComponent(row)}`)
        appendFileSync('notes.jsonl', `${JSON.stringify([`${column} > ${row}`, got])}\n`)
      })
  })
