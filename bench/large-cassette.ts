import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serializeCassette } from '../src/format/serialize.ts'
import { plainMatching } from '../src/match/matching.ts'
import { keyOf } from '../src/match/match-rules.ts'
import { interaction } from './support/cassette.ts'
import { median } from './support/measure.ts'
import { openCassette } from './support/open-cassette.ts'
import { milliseconds, times, type Row } from './support/row.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const sizes = [100, 1_000, 10_000]
const rounds = 3
const limit = 1_000

interface Timing {
  /** Milliseconds to open the cassette and to answer the first request, which computes all keys. */
  readonly open: number
  /** Milliseconds of one take, on average. */
  readonly take: number
}

/** Opening a cassette of 10,000 interactions, and taking from it compared with taking from a small one. */
export async function largeCassette(): Promise<Row[]> {
  using folder = temporaryFolder()
  for (const size of sizes) {
    const all = Array.from({ length: size }, (_, index) => interaction(`Question ${index}`))
    writeFileSync(
      join(folder.path, `${size}.json`),
      serializeCassette({ file: 'bench.test.ts', name: String(size) }, all),
    )
  }
  const timings = sizes.map((): Timing[] => [])
  for (let round = 0; round <= rounds; round++) {
    sizes.forEach((size, index) => {
      const timing = openAndTake(folder.path, size)
      if (round > 0) timings[index]?.push(timing)
    })
  }
  const takes = timings.map((list) => median(list.map(({ take }) => take)))
  const open = median(timings.at(-1)?.map((timing) => timing.open) ?? [])
  const [small = Number.NaN, , large = Number.NaN] = takes
  return [
    {
      name: 'd  opening a cassette of 10,000 interactions, to its first answer',
      ours: milliseconds(open),
      reference: '',
      compared: milliseconds(open),
      target: milliseconds(limit),
      isOk: open < limit,
    },
    {
      name: `d  one take, of ${sizes.at(-1)} interactions against ${sizes[0]}`,
      ours: nanoseconds(large),
      reference: takes.slice(0, -1).map(nanoseconds).join(', '),
      compared: times(large / small),
      target: 'constant',
      // The size is a hundred times larger: non-constant work would be far slower, constant work has colder memory.
      isOk: large / small < 10,
    },
  ]
}

function openAndTake(root: string, size: number): Timing {
  const keys = Array.from({ length: size }, (_, index) =>
    keyOf(interaction(`Question ${index}`).request, plainMatching),
  )
  const started = performance.now()
  const cassette = openCassette(root, String(size), 'replay')
  cassette.take('main', keys[0] ?? '', cassette.nextSlot())
  const open = performance.now() - started
  cassette.rewind(true)
  // The number of takes does not depend on the size, so that all averages have the same weight.
  const repeats = (sizes.at(-1) ?? size) / size
  let spent = 0
  for (let repeat = 0; repeat < repeats; repeat++) {
    const from = performance.now()
    for (const key of keys) {
      const { verdict } = cassette.take('main', key, cassette.nextSlot())
      if (verdict !== 'hit') throw new Error(`Failed to take ${key}: ${verdict}`)
    }
    spent += performance.now() - from
    cassette.rewind(true)
  }
  return { open, take: spent / (size * repeats) }
}

function nanoseconds(value: number): string {
  return `${(value * 1e6).toFixed(0)} ns`
}
