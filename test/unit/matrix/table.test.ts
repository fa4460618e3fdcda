import { expect, test } from 'vitest'
import { lostRows, putTables } from '../../matrix/support/table.ts'

const cell = (row: string, column = 'works') => ({ section: 'sdks', row, column, outcome: 'passed' }) as const
const page = putTables(
  '<!-- matrix: sdks -->\n<!-- /matrix -->\n<!-- matrix: ways -->\n| other |  |\n<!-- /matrix -->\n',
  [cell('openai'), cell('ollama')],
)

test('a row that was not measured is lost, also when other rows are new', () => {
  expect(lostRows(page, [cell('openai'), cell('groq')])).toEqual(['sdks: ollama'])
  expect(lostRows(page, [cell('ollama', 'other'), cell('openai')])).toEqual([])
})

test('a section that was not measured loses nothing', () => {
  expect(lostRows(page, [])).toEqual([])
})
