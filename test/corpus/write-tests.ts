import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CorpusCall, CorpusTest } from './project/send.ts'
import { bodyOf, headerList, type CorpusCassette, type CorpusInteraction } from './read-corpus.ts'
import { lineHeader } from './serve-corpus.ts'

/** The credential of every request. It must not be in any file. */
export const credential = 'corpus-credential-4f1d9c'

const credentials: Array<[string, string]> = [
  ['authorization', `Bearer ${credential}`],
  ['cookie', `session=${credential}`],
  ...['x-api-key', 'api-key', 'x-goog-api-key', 'x-amz-security-token'].map((name): [string, string] => [
    name,
    credential,
  ]),
]

/** Headers that `fetch` sets itself, and headers of the recorded connection. */
const connectionHeaders =
  /^(accept-encoding|connection|content-length|expect|host|keep-alive|sec-.*|te|transfer-encoding|upgrade)$/

/** Number of tests in a file: large enough to make the start of a process cheap, small enough for its memory. */
const testsInFile = 43

/** The files of a Vitest project with one test for each cassette of the corpus. */
export function testFiles(cassettes: readonly CorpusCassette[]): Record<string, string> {
  const files: Record<string, string> = {
    'send.ts': readFileSync(join(import.meta.dirname, 'project/send.ts'), 'utf8'),
  }
  for (let start = 0; start < cassettes.length; start += testsInFile) {
    const name = `corpus-${String(start / testsInFile + 1).padStart(2, '0')}`
    const tests = cassettes.slice(start, start + testsInFile).map(corpusTest)
    files[`${name}.json`] = JSON.stringify(tests)
    files[`${name}.test.ts`] = testFile(name)
  }
  return files
}

function testFile(name: string): string {
  return `
import { test } from 'vitest'
import { corpusTests, send } from './send.ts'

for (const { name, calls } of corpusTests('${name}.json')) {
  test(name, async () => {
    for (const call of calls) await send(call, process.env.CORPUS_SEEN + '/${name}.jsonl')
  })
}
`
}

function corpusTest({ name, interactions }: CorpusCassette): CorpusTest {
  return { name, calls: interactions.map(corpusCall) }
}

function corpusCall({ line, request }: CorpusInteraction): CorpusCall {
  const { method, url } = request
  const own = [[lineHeader, String(line)] as [string, string], ...credentials]
  const names = new Set(own.map(([name]) => name))
  const headers = headerList(request.headers).filter(([name]) => !connectionHeaders.test(name) && !names.has(name))
  const body = bodyOf(request)
  return { line, method, url, headers: [...headers, ...own], ...(body.length > 0 && { body: body.toString('base64') }) }
}
