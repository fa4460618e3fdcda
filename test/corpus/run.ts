import { diagnoseCorpus } from './diagnose.ts'
import type { Difference } from './find-differences.ts'
import { importNative } from './native.ts'
import { replayNative } from './replay-native.ts'
import { readCorpus, type CorpusCassette } from './read-corpus.ts'
import { redactCorpus } from './redact-corpus.ts'
import { runCorpus, type CorpusResult } from './run-corpus.ts'
import { runMutations, type Rate } from './run-mutations.ts'
import { sendMutations } from './send-mutations.ts'
import { showCorpus } from './show-corpus.ts'
import { representatives } from './slice.ts'

/** Further commands for a corpus. */
const checks: Readonly<Record<string, (cassettes: readonly CorpusCassette[]) => boolean | Promise<boolean>>> = {
  '--mutate': mutate,
  '--diagnose': diagnose,
  '--redact': redact,
  '--show': show,
}

const args = process.argv.slice(2)
const [file, ...others] = args.filter((arg) => !Object.hasOwn(checks, arg))
const [flag, ...flags] = args.filter((arg) => Object.hasOwn(checks, arg))
const [folder] = others
if (file === 'native' && folder !== undefined && others.length === 1 && flag === undefined) {
  process.exitCode = (await native(folder)) ? 0 : 1
} else if (file === undefined || others.length > 0 || flags.length > 0) {
  process.stderr.write(
    `Usage: npm run corpus -- FILE [${Object.keys(checks).join(' | ')}]  (.jsonl or .jsonl.gz)\n       npm run corpus -- native FOLDER  (recordings of other tools, with expected.jsonl)\n`,
  )
  process.exitCode = 2
} else {
  const startedAt = performance.now()
  const cassettes = readCorpus(file)
  const isGood = await (checks[flag ?? ''] ?? replay)(cassettes)
  print([`in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`])
  process.exitCode = isGood ? 0 : 1
}

/** Whether all recordings and replays were exact. */
async function replay(cassettes: readonly CorpusCassette[]): Promise<boolean> {
  const result = await runCorpus(cassettes)
  print(report(result))
  // A file without cassettes is a failure, because it shows nothing.
  return result.total > 0 && result.differences.length === 0 && result.secrets.length === 0
}

/** Whether all recordings of other tools were imported exactly, or with a reported loss, and replay offline. */
async function native(folder: string): Promise<boolean> {
  const { formats, differences, losses, silent } = await importNative(folder)
  const rows = [...formats]
  const sum = (of: 'exact' | 'total'): number => rows.reduce((total, [, format]) => total + format[of], 0)
  print([
    ...differences,
    ...rows.map(([name, { exact, total }]) => `${exact} of ${total}  ${name}`),
    `${sum('exact')} of ${sum('total')} interactions, ${losses} losses reported, ${silent} lost in silence`,
  ])
  if (sum('total') === 0 || differences.length > 0 || silent > 0) return false
  const replay = await replayNative(folder)
  print([...replay.differences.map(differenceRow), `replayed ${replay.replayed} of ${replay.total} recordings`])
  return replay.differences.length === 0
}

/** Shows the bodies that redaction changes, for review. Returns whether there were bodies. */
function redact(cassettes: readonly CorpusCassette[]): boolean {
  const { total, changed } = redactCorpus(cassettes)
  print(
    changed.flatMap(({ line, cassette, of, changes }) => [
      `${of} of line ${line}, ${cassette}`,
      ...changes.map((change) => `  ${change}`),
    ]),
  )
  const count = (of: string): number => changed.filter((body) => body.of === of).length
  print([`${count('request')} requests and ${count('response')} responses of ${total} bodies change`])
  return total > 0
}

function report({ total, recorded, replayed, differences, secrets }: CorpusResult): string[] {
  return [
    ...differences.map(differenceRow),
    ...secrets.map((secret) => `secret: ${secret}`),
    `recorded ${recorded} of ${total} cassettes`,
    `replayed ${replayed} of ${total} cassettes`,
  ]
}

function differenceRow({ phase, cassette, interaction, what }: Difference): string {
  const place = interaction === undefined ? cassette : `${cassette}, interaction ${interaction}`
  return `${phase} ${place}: ${what}`
}

/** Whether all changed requests missed with the right page, and all requests with noise hit. */
async function mutate(cassettes: readonly CorpusCassette[]): Promise<boolean> {
  const { misses, hits, nearest, differences } = runMutations(cassettes)
  const sent = await sendMutations(representatives(cassettes))
  const rows: ReadonlyArray<readonly [what: string, rate: Rate, atLeast: number]> = [
    ['one thing changed: misses', misses, 1],
    ['one thing changed: the nearest is the one it was', nearest, 0.99],
    ['one thing changed: the first difference is that', differences, 1],
    ['noise only: hits', hits, 1],
    ['one thing changed, sent through Vitest: misses', sent.misses, 1],
    ['noise only, sent through Vitest: hits', sent.hits, 1],
  ]
  print(rows.flatMap(([, { bad }]) => bad))
  print(rows.map(([what, { good, total }]) => `${percent(good / total)}  ${what} (${good} of ${total})`))
  return rows.every(([, { good, total }, atLeast]) => total > 0 && good / total >= atLeast)
}

/** Whether all answers were read like the providers' SDKs read them, streams both whole and cut everywhere. */
async function diagnose(cassettes: readonly CorpusCassette[]): Promise<boolean> {
  const { families, unread, differences, missing } = await diagnoseCorpus(cassettes)
  if (missing.length > 0) {
    print([
      `Failed to compare with the SDKs of the providers: ${missing.join(', ')} cannot be found. Install them (npm install --prefix test/matrix), or run the matrix, which does (npm run matrix).`,
    ])
    return false
  }
  print(differences)
  print(
    families.map(({ family, streams, agreed, cuts, told, plain, plainAgreed }) => {
      const share = (agreed + told + plainAgreed) / (streams + cuts + plain)
      const parts = [
        `${agreed} of ${streams} streams read alike`,
        `${told} of ${cuts} cuts told right`,
        `${plainAgreed} of ${plain} plain answers read alike`,
      ]
      return `${percent(share)}  ${family}: ${parts.join(', ')}`
    }),
  )
  print([`${unread} streams of formats without an SDK here`])
  return families.length > 0 && differences.length === 0
}

/** Whether every cassette renders in every form, with the texts that diagnostics extract. */
function show(cassettes: readonly CorpusCassette[]): boolean {
  const { cassettes: total, answers, differences } = showCorpus(cassettes)
  print(differences)
  print([`${total} cassettes rendered, ${answers} answers compared, ${differences.length} differences`])
  return answers > 0 && differences.length === 0
}

/** Rounded down, so that 100 % means all. */
function percent(share: number): string {
  return `${(Math.floor(share * 10_000) / 100).toFixed(2).padStart(6)} %`
}

function print(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`)
}
