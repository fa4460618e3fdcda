import { mkdtempSync } from 'node:fs'
import { Project, type Run } from '../support/project.ts'
import { findDifferences, findWrongRequests, type Difference, type SeenByLine } from './find-differences.ts'
import { findSecrets } from './find-secrets.ts'
import type { Seen } from './project/send.ts'
import type { CorpusCassette } from './read-corpus.ts'
import { serveCorpus } from './serve-corpus.ts'
import { testFiles } from './write-tests.ts'

/** Result of running a corpus. */
export interface CorpusResult {
  readonly total: number
  /** Number of cassettes with an exact recording. */
  readonly recorded: number
  /** Number of cassettes with an exact replay. */
  readonly replayed: number
  readonly differences: readonly Difference[]
  /** Places of written credentials, in words. */
  readonly secrets: readonly string[]
}

interface PhaseResult {
  readonly run: Run
  readonly seen: SeenByLine
}

/**
 * Records each cassette of a corpus as a separate test, from a local server with the answers of the corpus. Then it stops
 * the server and replays. Both times it compares the answers in the app with the corpus.
 */
export async function runCorpus(cassettes: readonly CorpusCassette[]): Promise<CorpusResult> {
  // `include`, because a corpus also holds traffic with local servers and unknown hosts.
  // The corpus holds telemetry too.
  const options = { include: ['*'], drop: [], keepFailures: true, unused: 'fail' }
  const project = new Project(testFiles(cassettes), { options, keep: true })
  try {
    const server = await serveCorpus(cassettes.flatMap(({ interactions }) => interactions))
    const recording = await runTests(project, ['--mode', 'record'], { UPSTREAM: server.url }).finally(() =>
      server.close(),
    )
    const recorded = cassettes.flatMap((cassette) => [
      ...findWrongRequests(cassette, server.wrong),
      ...findDifferences(cassette, 'recorded', recording.run, recording.seen),
    ])
    const secrets = findSecrets(project)
    const replaying = await runTests(project, [], {})
    const replayed = cassettes.flatMap((cassette) =>
      findDifferences(cassette, 'replayed', replaying.run, replaying.seen),
    )
    return {
      total: cassettes.length,
      recorded: exact(cassettes, recorded),
      replayed: exact(cassettes, replayed),
      differences: [
        ...recorded,
        ...replayed,
        ...brokenRun('recorded', recording.run, recorded),
        ...brokenRun('replayed', replaying.run, replayed),
      ],
      secrets,
    }
  } finally {
    project.remove()
  }
}

/** Runs the tests of a project of {@link testFiles}, and reads the answers in the app. */
export async function runTests(
  project: Project,
  args: readonly string[],
  env: Record<string, string>,
): Promise<PhaseResult> {
  const folder = mkdtempSync(project.path('seen-'))
  const run = await project.vitest(args, { env: { ...env, CORPUS_SEEN: folder } })
  const lines = project
    .files(folder.slice(project.root.length + 1))
    .flatMap((file) => project.read(file).trimEnd().split('\n'))
  return {
    run,
    seen: Map.groupBy(
      lines.map((line) => JSON.parse(line) as Seen),
      ({ line }) => line,
    ),
  }
}

/** A run can fail although all its tests passed, such as for an error outside the tests. */
function brokenRun(
  phase: Difference['phase'],
  { exitCode, output }: Run,
  differences: readonly Difference[],
): Difference[] {
  return exitCode === 0 || differences.length > 0
    ? []
    : [{ phase, cassette: '(the run)', what: `exit code ${exitCode}\n${output}` }]
}

function exact(cassettes: readonly CorpusCassette[], differences: readonly Difference[]): number {
  const different = new Set(differences.map(({ cassette }) => cassette))
  return cassettes.filter(({ name }) => !different.has(name)).length
}
