import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { checkMany } from './peers/check-many.ts'
import { peers, type Peer } from './peers/peers.ts'
import { suite } from './peers/suite.ts'
import { calls, type Figures } from './peers/test-file.ts'
import { median } from './support/measure.ts'
import { BenchProject } from './support/project.ts'
import { microseconds, times, type Row } from './support/row.ts'

const rounds = 5
const folder = join(import.meta.dirname, 'peers')

/** The largest acceptable ratio of each of our rows to another tool. */
const targets: ReadonlyArray<readonly [figure: keyof Figures, against: Peer['name'], limit: number]> = [
  ['json', 'MSW setupServer', 0.25],
  ['stream', 'MSW setupServer', 0.35],
  ['json', 'Polly.js', 0.8],
  ['json', 'undici SnapshotAgent', 1.5],
  ['axios', 'MSW setupServer', 0.6],
]

/** Cost of a replayed call inside Vitest, compared with similar tools. */
export async function comparePeers(): Promise<Row[]> {
  install()
  const projects = new Map(peers.map((peer) => [peer.name, projectOf(peer)]))
  const measured = new Map<string, Figures[]>(peers.map(({ name }) => [name, []]))
  try {
    // One unmeasured round fills the caches. Then the tools take turns, so that a busy machine slows all of them.
    for (let round = 0; round <= rounds; round++)
      for (const [name, project] of projects) {
        await project.vitest()
        if (round > 0) measured.get(name)?.push(project.json<Figures>('figures.json'))
      }
  } finally {
    for (const project of projects.values()) project[Symbol.dispose]()
  }
  const figuresOf = (name: string, figure: keyof Figures): number[] =>
    (measured.get(name) ?? []).map((figures) => figures[figure] ?? Number.NaN)
  const rows = targets.map(([figure, against, limit]): Row => {
    const [ours, theirs] = [figuresOf('vitest-cassette', figure), figuresOf(against, figure)]
    const ratio = median(ours.map((value, round) => value / (theirs[round] ?? Number.NaN)))
    return {
      name: `peers  ${calls[figure]}, against ${against}`,
      ours: microseconds(median(ours)),
      reference: microseconds(median(theirs)),
      compared: times(ratio),
      target: times(limit),
      isOk: ratio <= limit,
    }
  })
  return [...rows, await suite(), await checkMany()]
}

/** The other tools have their own package, which is installed for the measurement. */
function install(): void {
  const { status } = spawnSync('npm', ['install', '--prefix', folder, '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (status !== 0) throw new Error(`Failed to install the tools to compare with: npm ended with ${status}.`)
}

function projectOf({ files, plugin }: Peer): BenchProject {
  const setup = 'setup.ts' in files ? { setupFiles: ['./setup.ts'] } : {}
  return new BenchProject(files, {
    ...(plugin && { plugin }),
    test: { testTimeout: 60_000, ...setup },
    packages: join(folder, 'node_modules'),
  })
}
