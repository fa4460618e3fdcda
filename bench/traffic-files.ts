import { serializeCassette } from '../src/format/serialize.ts'
import { interaction } from './support/cassette.ts'
import { inTurn, median, medianRatio } from './support/measure.ts'
import { BenchProject } from './support/project.ts'
import { milliseconds, times, type Row } from './support/row.ts'
import { address, answer, fetchCall } from './support/traffic.ts'

const count = 16
const limit = 0.7

const test = `
import { expect, test } from 'vitest'

test('asks', async () => {
  const response = await ${fetchCall(address, 'Hello')}
  expect((await response.json()).model).toBe('gpt-5-mini')
})
`

const setup = `
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'

setupServer(http.post(${JSON.stringify(address)}, () => HttpResponse.json(${JSON.stringify(answer)}))).listen()
`

/** Cost of a test file with one replayed call, compared with a setup file with a bare MSW server and the same answer. */
export async function trafficFiles(): Promise<Row[]> {
  const names = Array.from({ length: count }, (_, index) => `test-${index}.test.ts`)
  const tests = Object.fromEntries(names.map((name) => [name, test]))
  const cassettes = Object.fromEntries(
    names.map((file) => [
      `__cassettes__/${file}/asks.json`,
      serializeCassette({ file, name: 'asks' }, [interaction('Hello')]),
    ]),
  )
  using ours = new BenchProject({ ...tests, ...cassettes }, { plugin: {} })
  using msw = new BenchProject({ ...tests, 'setup.ts': setup }, { test: { setupFiles: ['./setup.ts'] } })
  const pairs = await inTurn(
    9,
    () => ours.vitest(),
    () => msw.vitest(),
  )
  const ratio = medianRatio(pairs)
  return [
    {
      name: `b  file with one call, of ${count}, against a bare MSW server`,
      ours: milliseconds(median(pairs.ours) / count),
      reference: milliseconds(median(pairs.reference) / count),
      compared: times(ratio),
      target: times(limit),
      isOk: ratio <= limit,
    },
  ]
}
