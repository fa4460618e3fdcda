import { diagnose } from '../src/diagnostics/diagnose.ts'
import { serializeCassette } from '../src/format/serialize.ts'
import { interaction } from './support/cassette.ts'
import { inTurn, median, medianRatio } from './support/measure.ts'
import { BenchProject } from './support/project.ts'
import { microseconds, times, type Row } from './support/row.ts'
import { address, answer, fetchCall, streamEvents } from './support/traffic.ts'

const limit = 1.15
const diagnosticsLimit = 0.1
const rounds = 3
const testTimeout = 60_000
const file = 'replay.test.ts'
const events = streamEvents()

/** Writes the median time of one call, in milliseconds, after as many calls for warm-up. */
const tests = `
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'

async function medianOf(count, call) {
  const times = []
  for (let round = 0; round < 2 * count; round++) {
    const started = performance.now()
    const text = await (await call()).text()
    if (round >= count) times.push(performance.now() - started)
    expect(text).toContain('gpt-5-mini')
  }
  return times.sort((a, b) => a - b)[count >> 1]
}

test('json', async () => {
  const result = await medianOf(400, () => ${fetchCall(address, 'Hello')})
  writeFileSync('json.json', JSON.stringify(result))
})

test('stream', async () => {
  const result = await medianOf(120, () => ${fetchCall(address, 'Hello', true)})
  writeFileSync('stream.json', JSON.stringify(result))
})
`

/** A static handler behind the same interception as ours. Only the cassette differs. */
const setup = `
import { createRequire } from 'node:module'
import { http, HttpResponse } from 'msw'
import { defineNetwork, InterceptorSource } from 'msw/experimental'

const fromMsw = createRequire(createRequire(import.meta.url).resolve('msw/package.json'))
const { HttpRequestInterceptor } = fromMsw('@mswjs/interceptors/http')
const { FetchInterceptor } = fromMsw('@mswjs/interceptors/fetch')
const { ClientRequestInterceptor } = fromMsw('@mswjs/interceptors/ClientRequest')

const answer = ${JSON.stringify(answer)}
const events = ${JSON.stringify(events)}.map((event) => new TextEncoder().encode(event))

defineNetwork({
  sources: [new InterceptorSource({ interceptors: [new HttpRequestInterceptor(), new FetchInterceptor(), new ClientRequestInterceptor()] })],
  context: { quiet: true },
  handlers: [
    http.post(${JSON.stringify(address)}, async ({ request }) => {
      if (!(await request.json()).stream) return HttpResponse.json(answer)
      const body = new ReadableStream({
        async start(controller) {
          for (const event of events) {
            controller.enqueue(event)
            await new Promise((resolve) => setImmediate(resolve))
          }
          controller.close()
        },
      })
      return new HttpResponse(body, { headers: { 'content-type': 'text/event-stream' } })
    }),
  ],
}).enable()
`

/** Cost of one replayed answer in a warm process, compared with a static MSW handler. */
export async function replay(): Promise<Row[]> {
  const cassettes = {
    [`__cassettes__/${file}/json.json`]: serializeCassette({ file, name: 'json' }, [interaction('Hello')]),
    [`__cassettes__/${file}/stream.json`]: serializeCassette({ file, name: 'stream' }, [
      interaction('Hello', 'text/event-stream', events),
    ]),
  }
  using ours = new BenchProject(
    { [file]: tests, ...cassettes },
    { plugin: { onExhausted: 'repeat-last' }, test: { testTimeout } },
  )
  using msw = new BenchProject(
    { [file]: tests, 'setup.ts': setup },
    { test: { setupFiles: ['./setup.ts'], testTimeout } },
  )
  const streams: { ours: number[]; reference: number[] } = { ours: [], reference: [] }
  const run = async (project: BenchProject, list: number[]): Promise<number> => {
    await project.vitest()
    list.push(project.json('stream.json'))
    return project.json('json.json')
  }
  const answers = await inTurn(
    rounds,
    () => run(ours, streams.ours),
    () => run(msw, streams.reference),
  )
  const rows = [
    ['c  one JSON answer replayed, against a static MSW handler', answers] as const,
    ['c  one stream of 200 events replayed, the same', streams] as const,
  ].map(([name, pairs]) => {
    const ratio = medianRatio(pairs)
    return {
      name,
      ours: microseconds(median(pairs.ours)),
      reference: microseconds(median(pairs.reference)),
      compared: times(ratio),
      target: times(limit),
      isOk: ratio <= limit,
    }
  })
  return [...rows, diagnosticsRow(median(streams.ours))]
}

/** Cost of diagnosing that stream. */
function diagnosticsRow(replayed: number): Row {
  const recorded = interaction('Hello', 'text/event-stream', events)
  const { request, response } = recorded
  const end = { how: 'complete', at: 0 } as const
  const pieces = (response?.chunks ?? []).map(([, size]) => [0, size] as const)
  const exchange = { key: 'key', lane: 'main', startedAt: 0, request, given: response, answeredAt: 0, pieces, end }
  const took = Array.from({ length: 400 }, () => {
    const started = performance.now()
    diagnose({ exchanges: [exchange], tools: [] })
    return performance.now() - started
  })
  const told = median(took.slice(200))
  const share = told / replayed
  return {
    name: 'c  diagnostics of that stream, against its replay',
    ours: microseconds(told),
    reference: microseconds(replayed),
    compared: times(share),
    target: times(diagnosticsLimit),
    isOk: share <= diagnosticsLimit,
  }
}
