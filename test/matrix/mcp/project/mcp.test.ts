import { appendFileSync } from 'node:fs'
import { describe, test } from 'vitest'
import { uses } from './clients.ts'

const paths: Record<string, string> = { 'both ways': 'stateful' }

for (const [row, columns] of Object.entries(uses))
  describe(row, () => {
    for (const [column, use] of Object.entries(columns))
      test(column, async () => {
        const seen = await use(new URL(paths[column] ?? column, process.env['SERVER']))
        appendFileSync('notes.jsonl', `${JSON.stringify([`${row} > ${column}`, seen])}\n`)
      })
  })
