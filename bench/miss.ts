import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Interaction, StoredRequest } from '../src/core/interaction.ts'
import { serializeCassette } from '../src/format/serialize.ts'
import { keyOf, viewOf } from '../src/network/match-rules.ts'
import { plainMatching } from '../src/network/matching.ts'
import { findNearest } from '../src/core/nearest.ts'
import { showDifferences } from '../src/core/shown-differences.ts'
import { interaction } from './support/cassette.ts'
import { median } from './support/measure.ts'
import { openCassette } from './support/open-cassette.ts'
import { milliseconds, type Row } from './support/row.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const size = 1_000
const rounds = 5
const limit = 50

/** Finding and telling what comes nearest to a request that misses, in a cassette of 1,000 interactions of 20 KB. */
export function miss(): Promise<Row[]> {
  using folder = temporaryFolder()
  const all = Array.from({ length: size }, (_, index) => conversation(index, ''))
  writeFileSync(join(folder.path, 'miss.json'), serializeCassette({ file: 'bench.test.ts', name: 'miss' }, all))
  const times: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const time = findOnce(folder.path, conversation(size / 2, ' mutated').request)
    if (round > 0) times.push(time)
  }
  const time = median(times)
  return Promise.resolve([
    {
      name: 'h  what is nearest to a miss, of 1,000 interactions of 20 KB',
      ours: milliseconds(time),
      reference: '',
      compared: milliseconds(time),
      target: milliseconds(limit),
      isOk: time < limit,
    },
  ])
}

/** Milliseconds of CPU from the miss to the differences. */
function findOnce(root: string, asked: StoredRequest): number {
  const cassette = openCassette(root, 'miss', 'replay')
  // Computes the views of the cassette, as any request does.
  const { verdict } = cassette.take('main', keyOf(asked, plainMatching), cassette.nextSlot())
  if (verdict !== 'miss') throw new Error(`Failed to miss: ${verdict}`)
  // CPU, not the clock: it is one piece of work without a pause, and other programs have no part in it.
  const started = process.threadCpuUsage()
  const candidates = cassette.interactions.map(({ request }, index) => ({
    view: viewOf(request, plainMatching),
    isPlayed: cassette.playedBy(index) !== undefined,
    isOwnLane: true,
  }))
  const nearest = findNearest(viewOf(asked, plainMatching), candidates)
  const { differences } = showDifferences(nearest?.differences ?? [], true)
  const { user, system } = process.threadCpuUsage(started)
  if (nearest?.index !== size / 2 || differences.length !== 1) throw new Error('Failed to find the nearest')
  return (user + system) / 1000
}

/** Twenty messages of a kilobyte: alike in much, as those of one agent are. */
function conversation(index: number, ending: string): Interaction {
  const words = (seed: number): string =>
    Array.from({ length: 170 }, (_, word) => ((seed * 31 + word * 17) % 9973).toString(36)).join(' ')
  const messages = Array.from({ length: 20 }, (_, turn) => ({
    role: turn % 2 === 0 ? 'user' : 'assistant',
    content: `${words(turn < 10 ? turn : index * 20 + turn)} and ${words(turn)}${turn === 15 ? ending : ''}`,
  }))
  const recorded = interaction('')
  return {
    ...recorded,
    request: { ...recorded.request, body: { json: { model: 'gpt-5-mini', messages } } },
  } as Interaction
}
