import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { Project, type Run } from '../support/project.ts'
import { readCorpus } from './read-corpus.ts'
import { runCorpus } from './run-corpus.ts'
import { representatives } from './slice.ts'

const sharedCorpus = resolve(import.meta.dirname, '../../../shared/corpus/traffic.jsonl.gz')

function command(file: string, files: Record<string, string> = {}, ...args: string[]): Promise<Run> {
  return new Project(files).node([join(import.meta.dirname, 'run.ts'), file, ...args])
}

function line(cassette: string, url: string, response: object): string {
  return JSON.stringify({
    cassette,
    request: { method: 'GET', url, headers: {} },
    response: { statusText: '', headers: {}, ...response },
  })
}

test('the sample comes back exactly, recorded and replayed', async () => {
  const { stdout, stderr, exitCode } = await command(join(import.meta.dirname, 'sample.jsonl'))
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^recorded 8 of 8 cassettes\nreplayed 8 of 8 cassettes\nin [\d.]+ s\n$/)
  expect(exitCode).toBe(0)
})

test('the command names each difference, and fails', async () => {
  const corpus = [
    line('good', 'https://api.example.com/a', { status: 200, body: 'a' }),
    // No answer with this status can have a body.
    line('bodiless', 'https://api.example.com/b', { status: 200, body: 'b' }),
    line('bodiless', 'https://api.example.com/c', { status: 204, body: 'c' }),
    line('nowhere', '{endpoint}/d', { status: 200, body: 'd' }),
  ]
  const { stdout, exitCode } = await command('corpus.jsonl', { 'corpus.jsonl': corpus.join('\n') })
  for (const phase of ['recorded', 'replayed']) {
    expect(stdout).toContain(`${phase} bodiless, interaction 2: body: expected 1 bytes, got 0`)
    expect(stdout).toMatch(new RegExp(`${phase} nowhere: test failed\\n.*Failed to parse URL from \\{endpoint\\}/d`))
    expect(stdout).toContain(`${phase} nowhere, interaction 1: 0 answers`)
    expect(stdout).toContain(`${phase} 1 of 3 cassettes`)
  }
  expect(stdout).not.toContain('good')
  expect(exitCode).toBe(1)
})

test('a file that is not a corpus is refused, with the wrong line', async () => {
  const good = line('good', 'https://api.example.com/a', { status: 200 })
  const { stdout, stderr, exitCode } = await command('corpus.jsonl', {
    'corpus.jsonl': `${good}\n{"cassette":"bad"}\n`,
  })
  expect(stderr).toContain('Failed to read corpus.jsonl, line 2: no request with a method and a URL')
  expect(stdout).toBe('')
  expect(exitCode).toBe(1)
})

test('each request of the sample misses with a real change and hits with noise', async () => {
  const { stdout, stderr, exitCode } = await command(join(import.meta.dirname, 'sample.jsonl'), {}, '--mutate')
  expect(stderr).toBe('')
  const rows = [...stdout.matchAll(/^ *([\d.]+) % {2}(.+) \((\d+) of (\d+)\)$/gm)]
  expect(rows.map(([, rate]) => rate)).toEqual(Array.from({ length: 6 }, () => '100.00'))
  expect(rows.map(([, , what]) => what)).toEqual([
    'one thing changed: misses',
    'one thing changed: the nearest is the one it was',
    'one thing changed: the first difference is that',
    'noise only: hits',
    'one thing changed, sent through Vitest: misses',
    'noise only, sent through Vitest: hits',
  ])
  expect(exitCode).toBe(0)
})

test('a slice of real traffic comes back exactly, recorded and replayed', async (context) => {
  if (!existsSync(sharedCorpus)) return context.skip('no corpus at ../shared/corpus/traffic.jsonl.gz')
  const slice = representatives(readCorpus(sharedCorpus))
  const result = await runCorpus(slice)
  expect(result).toEqual({
    total: slice.length,
    recorded: slice.length,
    replayed: slice.length,
    differences: [],
    secrets: [],
  })
  const streams = new Set(slice.flatMap(({ interactions }) => interactions.map(({ stream }) => stream)))
  expect([...streams].sort()).toEqual(['aws-eventstream', 'json-array', 'ndjson', null, 'sse'])
})
