import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { providers } from '../../../src/providers/all-providers.ts'
import { Project, type TestOutcome } from '../../support/project.ts'
import type { Observed } from './project/observe.ts'
import { warmUp } from './project/row.ts'
import { startProvider } from './provider.ts'

/** Recording needs the user's own keys. The provider of the matrix accepts any. */
const keys: Record<string, string> = Object.assign({}, ...providers.map(({ apiKeys }) => apiKeys))

/** The profile of an AWS user with an expired session. */
const signedOut = `
[profile signed-out]
region = us-east-1
sso_session = work
sso_account_id = 111122223333
sso_role_name = developer

[sso-session work]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
`

const source = join(import.meta.dirname, 'project')

/** Result of one cell in the recording run, in the replay, or in the run without a recording. */
export interface Phase {
  readonly seen: Observed | undefined
  readonly test: TestOutcome | undefined
}

/** Both runs of all rows. */
export interface RowsRun {
  recorded(cell: string): Phase
  replayed(cell: string): Phase
  /** All cells, as `row > column`. */
  readonly cells: readonly string[]
  /** The test files of the rows with their executed tests, in all runs. */
  readonly files: ReadonlyMap<string, number>
  /** Requests that the provider could not answer. */
  readonly unknown: readonly string[]
  /** Output of Vitest in both runs. */
  readonly output: string
}

/** Records all cells of all rows, stops the provider, replays them, and makes requests that were never recorded. */
export async function runRows(): Promise<RowsRun> {
  const files = readdirSync(join(source, 'rows'))
    .map((file) => basename(file, '.ts'))
    .filter((file) => file.includes(process.env['MATRIX_ROWS'] ?? ''))
  const project = new Project(projectFiles(files), {
    within: 'test/matrix',
    keep: true,
    options: { keepFailures: true },
    test: { testTimeout: 60_000, isolate: true },
  })
  try {
    const provider = await startProvider()
    const recording = await project.vitest(['--mode', 'record', '.recorded.test.ts'], {
      env: { UPSTREAM: provider.url, ...keys },
    })
    await provider.close()
    const files = new Map(testsOfFiles(project))
    const record = takeObserved(project)
    project.write('aws-config', signedOut)
    const replaying = await project.vitest([], {
      env: { AWS_PROFILE: 'signed-out', AWS_CONFIG_FILE: project.path('aws-config') },
    })
    for (const [file, tests] of testsOfFiles(project)) files.set(`${file}, replayed`, tests)
    const replay = takeObserved(project)
    return {
      recorded: (cell) => ({ seen: record.get(cell), test: recording.tests[cell] }),
      replayed: (cell) => ({ seen: replay.get(cell), test: replaying.tests[cell] }),
      cells: Object.keys(replaying.tests).filter((name) => !name.endsWith(` > ${warmUp}`)),
      files,
      unknown: provider.unknown,
      output: `${recording.output}\n${replaying.output}`,
    }
  } finally {
    project.remove()
  }
}

function projectFiles(rows: readonly string[]): Record<string, string> {
  const copied = ['row.ts', 'observe.ts', 'waits.ts', 'cells.ts', ...rows.map((row) => `rows/${row}.ts`)]
  const files = Object.fromEntries(copied.map((path) => [path, readFileSync(join(source, path), 'utf8')]))
  for (const row of rows)
    for (const kind of ['recorded', 'missing'])
      files[`${row}.${kind}.test.ts`] = `
import { describe } from 'vitest'
import { ${kind}Cells } from './cells.ts'
import { rows } from './rows/${row}.ts'
for (const row of rows) describe(row.name, () => ${kind}Cells(row))
`
  return files
}

/** Number of tests of each file in the last run; 0 when the file could not be loaded. */
function testsOfFiles(project: Project): Array<[file: string, tests: number]> {
  const { testResults } = project.json('report.json') as {
    testResults: Array<{ name: string; assertionResults: readonly unknown[] }>
  }
  return testResults.map(({ name, assertionResults }) => [basename(name), assertionResults.length])
}

function takeObserved(project: Project): Map<string, Observed> {
  const lines = project.exists('notes.jsonl') ? project.read('notes.jsonl').trimEnd().split('\n') : []
  project.write('notes.jsonl', '')
  return new Map(
    lines
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Observed)
      .map((observed) => [observed.cell, observed]),
  )
}
