import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inTurn, median, medianDifference } from './support/measure.ts'
import { BenchProject } from './support/project.ts'
import { milliseconds, type Row } from './support/row.ts'
import { fetchCall, streamEvents } from './support/traffic.ts'

const calls = 50
const rounds = 3
const limit = 5

/** Milliseconds on a clock that all processes of this machine share. */
const now = `Number(process.hrtime.bigint()) / 1e6`

const test = (url: string): string => `
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const decoder = new TextDecoder()

test('streams', async () => {
  const delays = []
  for (let call = 0; call < ${calls}; call++) {
    const response = await ${fetchCall(url, 'Hello', true)}
    const reader = response.body.getReader()
    const first = await reader.read()
    const seen = ${now}
    delays.push(seen - Number(/written (\\S+)/.exec(decoder.decode(first.value))[1]))
    while (!(await reader.read()).done);
  }
  expect(delays).toHaveLength(${calls})
  writeFileSync('delays.json', JSON.stringify(delays))
})
`

/** Delay of a stream's first byte in the app because of the recording. */
export async function firstByte(): Promise<Row[]> {
  const server = await startStreams()
  const { port } = server.address() as AddressInfo
  try {
    const files = { 'stream.test.ts': test(`http://localhost:${port}/v1/chat/completions`) }
    const settings = { testTimeout: 60_000 }
    using ours = new BenchProject(files, { plugin: { include: [`localhost:${port}`] }, test: settings })
    using bare = new BenchProject(files, { test: settings })
    const run = async (project: BenchProject, ...args: string[]): Promise<number> => {
      await project.vitest(args)
      return median(project.json<number[]>('delays.json'))
    }
    const pairs = await inTurn(
      rounds,
      () => run(ours, '--mode', 'refresh'),
      () => run(bare),
    )
    const added = medianDifference(pairs)
    return [
      {
        name: `f  first byte of a stream while recording, median of ${calls}`,
        ours: milliseconds(median(pairs.ours)),
        reference: milliseconds(median(pairs.reference)),
        compared: `${added < 0 ? '' : '+'}${milliseconds(added)}`,
        target: `+${limit} ms`,
        isOk: added < limit,
      },
    ]
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

/** A server with streams that hold the time of writing in their first event. */
async function startStreams(): Promise<Server> {
  const events = streamEvents(20)
  const server = createServer(async (request, response) => {
    await request.resume().toArray()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(`data: written ${Number(process.hrtime.bigint()) / 1e6}\n\n`)
    for (const event of events) {
      await new Promise((next) => setTimeout(next, 1))
      response.write(event)
    }
    response.end()
  })
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening))
  return server
}
