import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Interaction, StoredRequest } from '../src/cassette/interaction.ts'
import { serializeCassette } from '../src/format/serialize.ts'
import { keyOf, viewOf } from '../src/match/match-rules.ts'
import { plainMatching } from '../src/match/matching.ts'
import { findNearest } from '../src/match/nearest/nearest.ts'
import { showDifferences } from '../src/match/nearest/shown-differences.ts'
import { interaction } from './support/cassette.ts'
import { median } from './support/measure.ts'
import { openCassette } from './support/open-cassette.ts'
import { milliseconds, type Row } from './support/row.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const size = 1_000
const rounds = 5
const limit = 50

/** The body of the request at a position in a cassette, and one change in it that makes a request miss. */
interface Shape {
  readonly name: string
  readonly body: (index: number, ending?: string) => object
}

const shapes: readonly Shape[] = [
  { name: 'conversations', body: conversation },
  { name: 'many small tools, another question', body: (index, ending = '') => tools(`${index}${ending}`) },
  { name: 'many small tools, one of them another', body: (index, ending = '') => tools('', `${index}${ending}`) },
  { name: 'lists of numbers', body: numbers },
]

/** Finding and describing the nearest request after a miss, in cassettes of 1,000 interactions of 20 KB. */
export function miss(): Promise<Row[]> {
  return Promise.resolve(shapes.map(measured))
}

function measured({ name, body }: Shape): Row {
  using folder = temporaryFolder()
  const all = Array.from({ length: size }, (_, index) => interactionOf(body(index)))
  writeFileSync(join(folder.path, 'miss.json'), serializeCassette({ file: 'bench.test.ts', name: 'miss' }, all))
  const times: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const time = findOnce(folder.path, interactionOf(body(size / 2, ' mutated')).request)
    if (round > 0) times.push(time)
  }
  const time = median(times)
  return {
    name: `h  what is nearest to a miss in 20 MB of ${name}`,
    ours: milliseconds(time),
    reference: '',
    compared: milliseconds(time),
    target: milliseconds(limit),
    isOk: time < limit,
  }
}

/** Milliseconds of CPU from the miss to the differences. */
function findOnce(root: string, asked: StoredRequest): number {
  const cassette = openCassette(root, 'miss', 'replay')
  // The first request computes the views of the cassette.
  const { verdict } = cassette.take('main', keyOf(asked, plainMatching), cassette.nextSlot())
  if (verdict !== 'miss') throw new Error(`Failed to miss: ${verdict}`)
  // They belong to the matching of the test, and the measured code has another one.
  for (const { request } of cassette.interactions) viewOf(request, plainMatching)
  // CPU time, because it excludes other programs and the work has no pauses.
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

/** Twenty similar messages of a kilobyte, like those of one agent. */
function conversation(index: number, ending = ''): object {
  const words = (seed: number): string =>
    Array.from({ length: 170 }, (_, word) => ((seed * 31 + word * 17) % 9973).toString(36)).join(' ')
  const messages = Array.from({ length: 20 }, (_, turn) => ({
    role: turn % 2 === 0 ? 'user' : 'assistant',
    content: `${words(turn < 10 ? turn : index * 20 + turn)} and ${words(turn)}${turn === 15 ? ending : ''}`,
  }))
  return { model: 'gpt-5-mini', messages }
}

/** An agent with a hundred tools: large requests that are nearly equal. */
function tools(question: string, last = ''): object {
  const properties = { a: { type: 'string', description: 'x' }, b: { type: 'number' } }
  const list = Array.from({ length: 100 }, (_, place) => ({
    type: 'function',
    function: {
      name: `tool${place}`,
      description: place === 99 ? `does ${place} ${last}` : `does ${place}`,
      parameters: { type: 'object', properties },
    },
  }))
  return { model: 'gpt-5-mini', tools: list, messages: [{ role: 'user', content: `question ${question}` }] }
}

/** Requests with nothing in common. */
function numbers(index: number, ending?: string): object {
  const input = Array.from({ length: 3_500 }, (_, place) => (place * 7 + index) % 9_999)
  return { model: 'text-embedding-3-small', input: ending === undefined ? input : input.with(1_700, -1) }
}

function interactionOf(body: object): Interaction {
  const recorded = interaction('')
  return { ...recorded, request: { ...recorded.request, body: { json: body } } } as Interaction
}
