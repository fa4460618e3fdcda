import { packBody } from '../src/body/pack.ts'
import type { Interaction } from '../src/cassette/interaction.ts'
import { credentialsOf } from '../src/redact/recognize/environment-credentials.ts'
import { createRedaction } from '../src/redact/redaction.ts'
import { createScan } from '../src/store/scan.ts'
import { median } from './support/measure.ts'
import { milliseconds, times, type Row } from './support/row.ts'
import { address, question, streamEvents } from './support/traffic.ts'

/** Milliseconds for an interaction of 20 KB. */
const limit = 2
const size = 20_000
const rounds = 200

/** An environment with a few dozen credentials, like that of a developer. Redaction searches all forms of each. */
const environment = Object.fromEntries(
  Array.from({ length: 30 }, (_, at) => [`SERVICE_${at}_API_KEY`, `value-${at}-${'x7'.repeat(12)}-${at * 7919}`]),
)

/** Cost of redaction and scan together, also as a multiple of parsing and printing the same JSON: for answers without and full of secrets, a stream, and a stream with a secret. */
export async function redaction(): Promise<Row[]> {
  const scan = createScan([])
  const rows: Row[] = []
  for (const [name, interaction] of Object.entries(interactions())) {
    const [took, plain]: number[][] = [[], []]
    const text = JSON.stringify(interaction)
    for (let round = 0; round < 2 * rounds; round++) {
      // A new one for each round: it remembers the texts that it has searched.
      const redaction = createRedaction({ credentials: credentialsOf(environment), paths: [], keep: [] })
      const started = performance.now()
      await scan(redaction.interaction(interaction))
      const between = performance.now()
      JSON.stringify(JSON.parse(text))
      if (round < rounds) continue
      took?.push(between - started)
      plain?.push(performance.now() - between)
    }
    const [time, reference] = [median(took ?? []), median(plain ?? [])]
    rows.push({
      name: `g  ${name} of 20 KB redacted and scanned`,
      ours: milliseconds(time),
      reference: `${milliseconds(reference)} as JSON`,
      compared: times(time / reference),
      target: milliseconds(limit),
      isOk: time <= limit,
    })
  }
  return rows
}

function interactions(): Record<string, Interaction> {
  const text = 'All work and no play makes Jack a dull boy. '
  const json = { choices: [{ message: { role: 'assistant', content: text.repeat(Math.floor(size / text.length)) } }] }
  const lines = Array.from(
    { length: Math.floor(size / 64) },
    (_, at) => `SERVICE_${at}_API_KEY=q8Zx${at}Vb3nM7kLp2\nDB_${at}_PASSWORD: "Tr0ub4dor${at}x"\n`,
  )
  const listing = { choices: [{ message: { role: 'assistant', content: lines.join('') } }] }
  const fields = Array.from({ length: Math.floor(size / 66) }, (_, at) => ({
    id: at,
    api_key: `q8Zx${at}Vb3nM7kLp2`,
    password: `Tr0ub4dor${at}x`,
  }))
  const events = streamEvents(Math.floor(size / 190)).join('')
  const secret = `sk-proj-${'aB3'.repeat(16)}`
  return {
    'a JSON answer': interaction(JSON.stringify(json), 'application/json'),
    'a listing of 600 passwords and keys': interaction(JSON.stringify(listing), 'application/json'),
    '600 fields of passwords and keys': interaction(JSON.stringify(fields), 'application/json'),
    'a stream': interaction(events, 'text/event-stream'),
    'a stream with a secret': interaction(events.replace(' word 50', ` ${secret}`), 'text/event-stream'),
  }
}

function interaction(text: string, type: string): Interaction {
  const request = packBody(Buffer.from(JSON.stringify(question('Hello'))), 'application/json')
  const body = packBody(Buffer.from(text), type)
  return {
    lane: 'main',
    recordedAt: '2026-01-01T00:00:00.000Z',
    request: { method: 'POST', url: address, ...(request && { body: request }) },
    response: { status: 200, headers: { 'content-type': type }, ...(body && { body }) },
  }
}
