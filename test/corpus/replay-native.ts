import { cpSync } from 'node:fs'
import { Project } from '../support/project.ts'
import { findDifferences, type Difference } from './find-differences.ts'
import { readCorpus } from './read-corpus.ts'
import { runTests } from './run-corpus.ts'
import { testFiles } from './write-tests.ts'

/** Result of replaying imported recordings. */
export interface NativeReplay {
  readonly total: number
  readonly replayed: number
  readonly differences: readonly Difference[]
}

/** Imports the recordings of a folder with the command, each for a test with its requests, and runs the tests offline. */
export async function replayNative(folder: string): Promise<NativeReplay> {
  const cassettes = readCorpus(`${folder}/expected.jsonl`, 'native')
  const options = { include: ['*'], drop: [], unused: 'fail' }
  const project = new Project(testFiles(cassettes), { options, keep: true })
  try {
    cpSync(folder, project.path('recordings'), { recursive: true })
    const maps = cassettes.flatMap(({ name }) => ['--map', `recordings/${name}=${name}`])
    const imported = await project.node(['node_modules/vitest-cassette/dist/cli.cjs', 'import', 'recordings', ...maps])
    const { run, seen } = await runTests(project, [], { CI: '1' })
    const differences = cassettes.flatMap((cassette) => findDifferences(cassette, 'replayed', run, seen))
    const different = new Set(differences.map(({ cassette }) => cassette))
    return {
      total: cassettes.length,
      replayed: cassettes.length - different.size,
      differences:
        imported.exitCode === 0
          ? differences
          : [{ phase: 'replayed', cassette: '(the import)', what: imported.output }, ...differences],
    }
  } finally {
    project.remove()
  }
}
