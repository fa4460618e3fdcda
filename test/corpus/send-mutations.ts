import { Project, type Run } from '../support/project.ts'
import { meaningful, meaningless, type Sent } from './mutations.ts'
import type { CorpusCassette, CorpusInteraction } from './read-corpus.ts'
import { runTests } from './run-corpus.ts'
import { count, isSame, rate, sentOf, type Rate } from './run-mutations.ts'
import { serveCorpus } from './serve-corpus.ts'
import { testFiles } from './write-tests.ts'

/** Results for sent mutated requests. */
export interface SentMutations {
  readonly misses: Rate
  readonly hits: Rate
}

/**
 * Records cassettes, then sends their requests again with one change, through Vitest and the network: each request with a
 * meaningless change, and the last one with a meaningful change.
 */
export async function sendMutations(cassettes: readonly CorpusCassette[]): Promise<SentMutations> {
  // The corpus holds telemetry too.
  const options = { include: ['*'], drop: [], keepFailures: true, unused: 'fail' }
  const project = new Project(testFiles(cassettes), { options, keep: true })
  try {
    const server = await serveCorpus(cassettes.flatMap(({ interactions }) => interactions))
    await runTests(project, ['--mode', 'record'], { UPSTREAM: server.url }).finally(() => server.close())
    return { hits: await sendNoise(project, cassettes), misses: await sendChanges(project, cassettes) }
  } finally {
    project.remove()
  }
}

async function sendNoise(project: Project, cassettes: readonly CorpusCassette[]): Promise<Rate> {
  const hits = rate()
  const noisy = cassettes.map(({ name, interactions }) => ({
    name,
    interactions: interactions.map((one) => {
      const list = meaningless(sentOf(one))
      return changedTo(one, list[one.line % list.length]!.sent)
    }),
  }))
  const plain = await runTests(project, [], {})
  write(project, noisy)
  const { seen } = await runTests(project, [], {})
  for (const { line, response } of cassettes.flatMap(({ interactions }) => interactions)) {
    const [answer, expected] = [seen.get(line)?.[0], plain.seen.get(line)?.[0]]
    // A refusal would have another status or another body.
    const isRight = answer?.status === response.status && answer.body === expected?.body
    count(hits, isRight, `line ${line}, sent with noise: ${answer?.status ?? 'no answer'}`)
  }
  return hits
}

async function sendChanges(project: Project, cassettes: readonly CorpusCassette[]): Promise<Rate> {
  const misses = rate()
  const changes = cassettes.map(changeLast)
  write(
    project,
    changes.map(({ cassette }) => cassette),
  )
  const { run } = await runTests(project, [], {})
  for (const { cassette, path } of changes) {
    if (path === undefined) continue
    const page = pageOf(run, cassette.name)
    const nearest = `Nearest: interaction ${cassette.interactions.length} of ${cassette.interactions.length},`
    const isRight = page.includes(nearest) && page.includes(`\n    ${path}`)
    count(misses, isRight, `${cassette.name}, sent with another ${path}: ${page || 'no miss'}`)
  }
  return misses
}

interface Changed {
  readonly cassette: CorpusCassette
  /** Absent when no change was possible. */
  readonly path?: string
}

/** The cassette with its last request changed, if possible. */
function changeLast(unchanged: CorpusCassette): Changed {
  const { name, interactions } = unchanged
  const last = interactions.at(-1)!
  const all = interactions.map(sentOf)
  const list = meaningful(sentOf(last), last.line).filter(
    // With one message less, another recorded request may be nearer.
    ({ name: what, sent }) => what !== 'a message less' && !all.some((one) => isSame(one, sent)),
  )
  const mutation = list[last.line % list.length]
  if (mutation === undefined) return { cassette: unchanged }
  const cassette = { name, interactions: [...interactions.slice(0, -1), changedTo(last, mutation.sent)] }
  return { cassette, path: mutation.path }
}

function changedTo(interaction: CorpusInteraction, { method, url, headers, body }: Sent): CorpusInteraction {
  const request = { method, url, headers: Object.fromEntries(headers), bodyBase64: body.toString('base64') }
  return { ...interaction, request }
}

/** Changed requests in the same tests of the same files, so that they use the same cassettes. */
function write(project: Project, cassettes: readonly CorpusCassette[]): void {
  for (const [path, text] of Object.entries(testFiles(cassettes))) project.write(path, text)
}

function pageOf(run: Run, name: string): string {
  return run.tests[name]?.errors.find((error) => error.includes('CassetteMissError')) ?? ''
}
