import { emptyFiles } from './empty-files.ts'
import { firstByte } from './first-byte.ts'
import { largeCassette } from './large-cassette.ts'
import { miss } from './miss.ts'
import { comparePeers } from './peers.ts'
import { recording } from './recording.ts'
import { redaction } from './redaction.ts'
import { replay } from './replay.ts'
import { table, type Row } from './support/row.ts'
import { trafficFiles } from './traffic-files.ts'

/** The benches by letter: `npm run bench -- a c` runs two of them. `peers` runs only when it is named. */
const benches: Readonly<Record<string, () => Promise<Row[]>>> = {
  a: emptyFiles,
  b: trafficFiles,
  c: replay,
  d: largeCassette,
  e: recording,
  f: firstByte,
  g: redaction,
  h: miss,
  peers: comparePeers,
}

const asked = process.argv.slice(2)
const unknown = asked.filter((letter) => !Object.hasOwn(benches, letter))
if (unknown.length > 0)
  throw new Error(`No bench is called ${unknown.join(', ')}: there are ${Object.keys(benches).join(', ')}`)

const rows: Row[] = []
for (const [letter, bench] of Object.entries(benches)) {
  if (asked.length > 0 ? !asked.includes(letter) : letter === 'peers') continue
  process.stderr.write(`measuring ${letter} …\n`)
  rows.push(...(await bench()))
}
console.log(table(rows))
