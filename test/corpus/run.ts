import { readCorpus } from './read-corpus.ts'
import { runCorpus, type CorpusResult } from './run-corpus.ts'

const [file] = process.argv.slice(2)
if (file === undefined) {
  process.stderr.write('Usage: npm run corpus -- FILE  (.jsonl or .jsonl.gz)\n')
  process.exitCode = 2
} else {
  const startedAt = performance.now()
  const result = await runCorpus(readCorpus(file))
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  process.stdout.write(`${[...report(result), `in ${seconds} s`].join('\n')}\n`)
  process.exitCode = isExact(result) ? 0 : 1
}

function report({ total, recorded, replayed, differences, secrets }: CorpusResult): string[] {
  return [
    ...differences.map(({ phase, cassette, interaction, what }) => {
      const place = interaction === undefined ? cassette : `${cassette}, interaction ${interaction}`
      return `${phase} ${place}: ${what}`
    }),
    ...secrets.map((secret) => `secret: ${secret}`),
    `recorded ${recorded} of ${total} cassettes`,
    `replayed ${replayed} of ${total} cassettes`,
  ]
}

/** A file without cassettes shows nothing, so it is no success. */
function isExact({ total, differences, secrets }: CorpusResult): boolean {
  return total > 0 && differences.length === 0 && secrets.length === 0
}
