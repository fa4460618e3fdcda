import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { plainMatching } from '../src/match/matching.ts'
import { keyOf } from '../src/match/match-rules.ts'
import { writeFileAtomic } from '../src/store/write-file.ts'
import { interaction } from './support/cassette.ts'
import { median } from './support/measure.ts'
import { openCassette } from './support/open-cassette.ts'
import { microseconds, milliseconds, times, type Row } from './support/row.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const count = 2_000
const half = count / 2
const rounds = 5

interface Timing {
  /** Milliseconds of the two halves. */
  readonly first: number
  readonly second: number
  /** Milliseconds of the write at the end of the test. */
  readonly close: number
}

/** Recording 2,000 interactions: linearity, and the cost of journal and final write compared with bare file writes. */
export async function recording(): Promise<Row[]> {
  const ours: Timing[] = []
  const bare: Timing[] = []
  for (let round = 0; round <= rounds; round++) {
    const pair = [await record(), await writeOnly()] as const
    if (round === 0) continue
    ours.push(pair[0])
    bare.push(pair[1])
  }
  const each = ({ first, second }: Timing): number => (first + second) / count
  const ratio = median(ours.map(({ first, second }) => second / first))
  const appended = [median(ours.map(each)), median(bare.map(each))] as const
  const written = [median(ours.map(({ close }) => close)), median(bare.map(({ close }) => close))] as const
  return [
    {
      name: `e  recording ${count} interactions: the second half against the first`,
      ours: milliseconds(median(ours.map(({ second }) => second))),
      reference: milliseconds(median(ours.map(({ first }) => first))),
      compared: times(ratio),
      target: 'linear',
    },
    {
      name: 'e  scanning and keeping one interaction in the journal, against JSON.stringify and append',
      ours: microseconds(appended[0]),
      reference: microseconds(appended[1]),
      compared: times(appended[0] / appended[1]),
      target: '',
    },
    {
      name: `e  the final write of ${count}, against JSON.stringify and one safe write`,
      ours: milliseconds(written[0]),
      reference: milliseconds(written[1]),
      compared: times(written[0] / written[1]),
      target: '',
    },
  ]
}

async function record(): Promise<Timing> {
  using folder = temporaryFolder()
  const all = prepared()
  const cassette = openCassette(folder.path, 'bench', 'record')
  // An interaction is stored when its scan for secrets has ended.
  const [first, second] = await halves(
    (index) => cassette.record(all[index]!.interaction, all[index]!.key, cassette.nextSlot()),
    () => cassette.scanned(),
  )
  const started = performance.now()
  const { result } = cassette.close({ passed: true, complete: true })
  if (result !== 'written') throw new Error(`Failed to write the cassette: ${result}`)
  return { first, second, close: performance.now() - started }
}

/** Lower bound: appends and writes the same data without anything else. */
async function writeOnly(): Promise<Timing> {
  using folder = temporaryFolder()
  const all = prepared()
  const journal = join(folder.path, 'journal.jsonl')
  const [first, second] = await halves((index) =>
    appendFileSync(journal, `${JSON.stringify(all[index]!.interaction)}\n`),
  )
  const started = performance.now()
  writeFileAtomic(
    join(folder.path, 'bench.json'),
    JSON.stringify(
      all.map((one) => one.interaction),
      null,
      2,
    ),
  )
  return { first, second, close: performance.now() - started }
}

function prepared(): Array<{ readonly interaction: ReturnType<typeof interaction>; readonly key: string }> {
  return Array.from({ length: count }, (_, index) => {
    const one = interaction(`Question ${index}`)
    return { interaction: one, key: keyOf(one.request, plainMatching) }
  })
}

async function halves(
  run: (index: number) => void,
  settle: () => Promise<void> = async () => {},
): Promise<[first: number, second: number]> {
  const started = performance.now()
  for (let index = 0; index < half; index++) run(index)
  await settle()
  const middle = performance.now()
  for (let index = half; index < count; index++) run(index)
  await settle()
  return [middle - started, performance.now() - middle]
}
