import { serializeCassette } from '../../src/format/serialize.ts'
import { interaction } from '../support/cassette.ts'
import { inTurn, median, medianRatio } from '../support/measure.ts'
import { BenchProject } from '../support/project.ts'
import { milliseconds, times, type Row } from '../support/row.ts'
import { address, answer, fetchCall } from '../support/traffic.ts'

const files = 200
const tests = 5
const limit = 0.8
const rounds = 3

const test = `
import { expect, test } from 'vitest'

${Array.from(
  { length: tests },
  (_, index) => `test('asks ${index}', async () => {
  const response = await ${fetchCall(address, `Hello ${index}`)}
  expect((await response.json()).model).toBe('gpt-5-mini')
})`,
).join('\n')}
`

/** A suite with hand-written handlers, with a body for each question. */
const setup = `
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'

const answers = new Map(${JSON.stringify(Array.from({ length: tests }, (_, index) => [`Hello ${index}`, answer]))})
setupServer(
  http.post(${JSON.stringify(address)}, async ({ request }) => {
    const { messages } = await request.json()
    return HttpResponse.json(answers.get(messages[0].content))
  }),
).listen()
`

/** A whole replayed suite, compared with the same suite with hand-written MSW handlers. */
export async function suite(): Promise<Row> {
  const names = Array.from({ length: files }, (_, index) => `suite-${index}.test.ts`)
  const sources = Object.fromEntries(names.map((name) => [name, test]))
  const cassettes = Object.fromEntries(
    names.flatMap((file) =>
      Array.from({ length: tests }, (_, index) => [
        `__cassettes__/${file}/asks-${index}.json`,
        serializeCassette({ file, name: `asks ${index}` }, [interaction(`Hello ${index}`)]),
      ]),
    ),
  )
  using ours = new BenchProject({ ...sources, ...cassettes }, { plugin: {} })
  using msw = new BenchProject({ ...sources, 'setup.ts': setup }, { test: { setupFiles: ['./setup.ts'] } })
  const pairs = await inTurn(
    rounds,
    () => ours.vitest(),
    () => msw.vitest(),
  )
  const ratio = medianRatio(pairs)
  return {
    name: `peers  suite of ${files} files with ${tests} tests, against hand-written MSW handlers`,
    ours: milliseconds(median(pairs.ours)),
    reference: milliseconds(median(pairs.reference)),
    compared: times(ratio),
    target: times(limit),
    isOk: ratio <= limit,
  }
}
