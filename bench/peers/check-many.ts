import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { serializeCassette } from '../../src/format/serialize.ts'
import { interaction } from '../support/cassette.ts'
import { BenchProject } from '../support/project.ts'
import type { Row } from '../support/row.ts'
import { streamEvents } from '../support/traffic.ts'

const count = 10_000
const perFile = 100
const limit = { seconds: 12, megabytes: 300 }

/** Time and peak memory of a whole `check` process for many cassettes. */
export async function checkMany(): Promise<Row> {
  const events = streamEvents(90)
  const cassettes = Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const file = `test-${Math.floor(index / perFile)}.test.ts`
      const name = `asks ${index % perFile}`
      const recorded = [interaction(`Hello ${index}`, 'text/event-stream', events)]
      return [`__cassettes__/${file}/asks-${index % perFile}.json`, serializeCassette({ file, name }, recorded)]
    }),
  )
  const tests = Object.fromEntries(
    Array.from({ length: count / perFile }, (_, file) => [
      `test-${file}.test.ts`,
      `import { test } from 'vitest'\nfor (let index = 0; index < ${perFile}; index++) test(\`asks \${index}\`, () => {})\n`,
    ]),
  )
  using project = new BenchProject({ ...tests, ...cassettes }, { plugin: {} })
  const script = join(project.root, 'node_modules/vitest-cassette/dist/cli.cjs')
  const started = performance.now()
  const { stderr, stdout } = spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,process.on('exit',()=>console.error('peak',process.resourceUsage().maxRSS))`,
      script,
      'check',
    ],
    { cwd: project.root, encoding: 'utf8', maxBuffer: 1e9 },
  )
  const seconds = (performance.now() - started) / 1000
  // Each thread says it too. The peak is that of the process.
  const megabytes = Math.max(...[...stderr.matchAll(/peak (\d+)/g)].map(([, peak]) => Number(peak))) / 1024
  if (!stdout.includes('10,000 cassettes')) throw new Error(`Failed to check the cassettes: ${stdout}${stderr}`)
  return {
    name: 'peers  check of 10,000 cassettes',
    ours: `${seconds.toFixed(1)} s`,
    reference: `${megabytes.toFixed(0)} MB`,
    compared: '',
    target: `${limit.seconds} s, ${limit.megabytes} MB`,
    isOk: seconds <= limit.seconds && megabytes <= limit.megabytes,
  }
}
