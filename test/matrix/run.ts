import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { spawnSync } from 'node:child_process'
import { readResults } from './support/report.ts'
import { lostRows, putTables, toTable } from './support/table.ts'

/**
 * Runs the matrix, or the files named, prints its tables, and writes them into `docs/compatibility.md`.
 *
 * `--check` writes nothing and fails when the page differs. `--report FILE` writes Vitest's own report. Only `--drop`
 * removes a row from the page: usually its file could not be loaded, or `MATRIX_ROWS` left it out.
 */
const repository = resolve(import.meta.dirname, '../..')
const { values, positionals } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    drop: { type: 'boolean', default: false },
    report: { type: 'string' },
  },
  allowPositionals: true,
})
mkdirSync(join(import.meta.dirname, '.tmp'), { recursive: true })
const report = resolve(values.report ?? join(import.meta.dirname, '.tmp/report.json'))
const { status } = spawnSync(
  process.execPath,
  [
    join(repository, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--configLoader=native',
    `--config=${join(import.meta.dirname, 'vitest.config.ts')}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...positionals,
  ],
  { stdio: 'inherit', cwd: import.meta.dirname },
)

const results = readResults(report)
for (const [section, cells] of Map.groupBy(results, (result) => result.section))
  console.log(`\n## ${section}\n\n${toTable(cells)}`)
process.exitCode = status === 0 && publish() ? 0 : 1

/** Whether the page holds the measured results. */
function publish(): boolean {
  const path = join(repository, 'docs/compatibility.md')
  const page = readFileSync(path, 'utf8')
  if (process.env['MATRIX_ROWS'] !== undefined) {
    console.log('\ndocs/compatibility.md: not changed, because MATRIX_ROWS is set')
    return true
  }
  const lost = lostRows(page, results)
  if (lost.length > 0 && !values.drop) {
    console.error(
      `\ndocs/compatibility.md has rows that were not measured: ${lost.join(', ')}.\nIf they are gone: --drop.`,
    )
    return false
  }
  const measured = putTables(page, results)
  if (measured === page) return true
  if (!values.check) {
    writeFileSync(path, measured)
    console.log('\ndocs/compatibility.md: written')
    return true
  }
  console.error('\ndocs/compatibility.md differs. Run npm run matrix and commit the page.')
  return false
}
