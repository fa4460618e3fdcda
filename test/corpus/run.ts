import { readCorpus } from './read-corpus.ts'
import { runCorpus } from './run-corpus.ts'

const [file] = process.argv.slice(2)
if (file === undefined) {
  console.error('Usage: npm run corpus -- FILE  (.jsonl or .jsonl.gz)')
  process.exit(2)
}

const startedAt = performance.now()
const { total, recorded, replayed, differences, secrets } = await runCorpus(readCorpus(file))
for (const { phase, cassette, interaction, what } of differences) {
  console.log(`${phase} ${cassette}${interaction === undefined ? '' : `, interaction ${interaction}`}: ${what}`)
}
for (const secret of secrets) console.log(`secret: ${secret}`)
console.log(`recorded ${recorded} of ${total} cassettes`)
console.log(`replayed ${replayed} of ${total} cassettes`)
console.log(`in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
process.exitCode = differences.length + secrets.length === 0 && total > 0 ? 0 : 1
