import { spawn } from 'node:child_process'
import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { ChildReports } from '../../../src/intercept/processes/child-reports.ts'

const lines = 3000
const writes = `
const { appendFileSync } = require('node:fs')
for (let number = 0; number < ${lines}; number += 1) appendFileSync(process.env.REPORT, JSON.stringify({ number }) + '\\n')
`

test('no report is lost or counted twice while a process writes, and no file is left', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reports-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const attempt = { isClosed: false }
  const settings = { include: [], exclude: [], drop: [], offline: false, allow: [] }
  const worker = { settings, callers: new AsyncLocalStorage(), outside: attempt }
  const reports = new ChildReports(worker as unknown as ConstructorParameters<typeof ChildReports>[0], folder)
  const child = spawn(process.execPath, ['-e', writes], { env: { ...process.env, REPORT: reports.order().report } })
  const ended = new Promise((done) => child.once('exit', done))
  let isOver = false
  void ended.then(() => (isOver = true))
  const taken: unknown[] = []
  const take = (): void => void taken.push(...[...reports.take()].map(([report]) => report))
  while (!isOver) {
    take()
    await new Promise((turned) => setImmediate(turned))
  }
  attempt.isClosed = true
  take()
  expect(taken).toEqual(Array.from({ length: lines }, (_, number) => ({ number })))
  expect(readdirSync(folder)).toEqual([])
})

const names = `
const { workerData, parentPort } = require('node:worker_threads')
const callers = new (require('node:async_hooks').AsyncLocalStorage)()
import(workerData).then(({ ChildReports }) => {
  const reports = new ChildReports({ settings: {}, callers, outside: undefined }, '/folder')
  parentPort.postMessage(reports.order().report)
})
`

test('each thread of a process has files of its own', async () => {
  const workerData = new URL('../../../src/intercept/processes/child-reports.ts', import.meta.url).href
  const threads = [1, 2].map(() => new Worker(names, { eval: true, workerData }))
  const paths = await Promise.all(threads.map((thread) => once(thread, 'message')))
  expect(paths[0]).not.toEqual(paths[1])
})
