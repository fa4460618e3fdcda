/**
 * Two test files of three tests, each test with three calls: JSON, a stream, and bytes that get a side file. So does a picture
 * in each request. The app writes
 * each answer to a file outside the project, where no injected disk fault can prevent it.
 */
const ask = `
import { appendFileSync } from 'node:fs'

/** A picture that each request sends again, and that stands in a side file. */
const picture = 'data:image/png;base64,' + Buffer.alloc(70_000, 'picture').toString('base64')
const paths = { json: '/v1/chat/completions', stream: '/v1/chat/completions', bytes: '/v1/audio/speech' }

export async function ask(question, kind) {
  const response = await fetch('https://api.openai.com' + paths[kind], {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-test' },
    body: JSON.stringify({ model: 'gpt-5-mini', kind, stream: kind === 'stream', messages: [{ role: 'user', content: question }, { role: 'user', content: picture }] }),
  })
  const text = Buffer.from(await response.arrayBuffer()).toString('latin1')
  if (!response.ok) throw new Error(text)
  appendFileSync(process.env.NOTES, JSON.stringify([question, /answer-\\d+;/.exec(text)[0]]) + '\\n')
}
`

const tests = (file: string): string => `
import { test } from 'vitest'
import { ask } from './ask.js'
test.concurrent.each(['first', 'second', 'third'])('%s', async (name) => {
  for (const kind of ['json', 'stream', 'bytes']) await ask('${file} ' + name + ' ' + kind, kind)
})
`

/** All questions of the project. */
export const questions: readonly string[] = ['left', 'right'].flatMap((file) =>
  ['first', 'second', 'third'].flatMap((name) => ['json', 'stream', 'bytes'].map((kind) => `${file} ${name} ${kind}`)),
)

/** The cassettes of a complete recording, and the number of calls in each. */
export const callsOfTest = 3

/**
 * Loaded first in each process of the run. It kills the whole run at an operation on a file of this package, and makes the
 * clock jump.
 */
const preload = `
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const { operation, time, when, clock } = JSON.parse(process.env.POINT)
const isOurs = (target) => typeof target === 'number' ? opened.has(target) : /__cassettes__|\\.vitest-cassette/.test(String(target))
const opened = new Set()
let seen = 0
const die = () => process.kill(0, 'SIGKILL')

for (const name of ['openSync', 'symlinkSync', 'renameSync', 'mkdirSync', 'appendFileSync', 'writeFileSync', 'fsyncSync', 'closeSync', 'rmSync']) {
  const original = fs[name]
  fs[name] = (...args) => {
    const target = name === 'symlinkSync' ? args[1] : args[0]
    if (!isOurs(target)) return original(...args)
    const isPoint = name === operation && ++seen === time
    if (isPoint && when === 'before') die()
    if (isPoint && when === 'halfway' && /^(append|write)FileSync$/.test(name)) {
      const data = Buffer.from(args[1])
      original(args[0], data.subarray(0, data.length / 2), ...args.slice(2))
      die()
    }
    const result = original(...args)
    if (name === 'openSync') opened.add(result)
    if (name === 'closeSync') opened.delete(target)
    if (isPoint) die()
    return result
  }
}
syncBuiltinESMExports()

if (clock !== 0) {
  const RealDate = Date
  let calls = 0
  // The clock is correct for the first calls, then days off.
  const shift = () => (++calls > 20 ? clock : 0)
  globalThis.Date = class extends RealDate {
    constructor(...args) {
      if (args.length === 0) super(RealDate.now() + shift())
      else super(...args)
    }
    static now() {
      return RealDate.now() + shift()
    }
  }
}
`

const config = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
export default defineConfig({
  plugins: [cassettes({ upstream: { '*': process.env.UPSTREAM } })],
  cacheDir: process.env.CACHE,
  // A kill may damage a cache that is shared with other runs. That cache is Vitest's, not ours.
  test: { include: ['*.test.js'], pool: process.env.POOL, maxWorkers: 2, testTimeout: 60_000, fsModuleCache: false },
})
`

export const projectFiles: Readonly<Record<string, string>> = {
  'ask.js': ask,
  'left.test.js': tests('left'),
  'right.test.js': tests('right'),
  'preload.js': preload,
  'vitest.config.js': config,
}
