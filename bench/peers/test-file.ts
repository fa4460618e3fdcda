import { address, fetchCall, question } from '../support/traffic.ts'

/** Names of the measurements in each project. */
export const calls = {
  json: 'one JSON answer by fetch',
  stream: 'a stream of 200 events by fetch',
  axios: 'one JSON answer by axios on node:http',
} as const

/** How many calls of each kind are measured, after as many for warm-up. */
export const measuredCalls = { json: 300, stream: 100, axios: 200 } as const

/** Median milliseconds of one call; absent when a tool cannot answer it. */
export type Figures = { readonly [Call in keyof typeof calls]?: number }

export const testPath = 'peers.test.ts'

/** The test that all tools answer. */
export function testFile(measured: ReadonlyArray<keyof Figures>): string {
  return `
import { writeFileSync } from 'node:fs'
import axios from 'axios'
import { afterAll, expect, test } from 'vitest'

const figures = {}
afterAll(() => writeFileSync('figures.json', JSON.stringify(figures)))

async function medianOf(count, call) {
  const times = []
  for (let round = 0; round < 2 * count; round++) {
    const started = performance.now()
    const text = await call()
    if (round >= count) times.push(performance.now() - started)
    expect(text).toContain('gpt-5-mini')
  }
  return times.sort((a, b) => a - b)[count >> 1]
}

const json = async () => (await ${fetchCall(address, 'Hello')}).text()
const stream = async () => (await ${fetchCall(address, 'Hello', true)}).text()
const byAxios = async () => {
  const { data } = await axios.post(${JSON.stringify(address)}, ${JSON.stringify(question('Hello'))}, { adapter: 'http', responseType: 'text' })
  return data
}

${measured.map((figure) => tests[figure]).join('\n')}
`
}

const tests: Readonly<Record<keyof Figures, string>> = {
  json: `test('json', async () => { figures.json = await medianOf(${measuredCalls.json}, json) })`,
  stream: `test('stream', async () => { figures.stream = await medianOf(${measuredCalls.stream}, stream) })`,
  axios: `test('axios', async () => { figures.axios = await medianOf(${measuredCalls.axios}, byAxios) })`,
}
