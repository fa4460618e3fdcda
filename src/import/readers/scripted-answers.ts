import { z } from 'zod'
import type { RecordingReader, ScriptedAnswer } from '../recording.ts'
import { isRecord, parseShape } from '../shape.ts'

/** The end of the path of each method of Google's SDK that gemini-cli records. */
const pathEnds = {
  generateContent: ':generateContent',
  generateContentStream: ':streamGenerateContent',
  countTokens: ':countTokens',
  embedContent: ':batchEmbedContents',
}

const shape = z.array(
  z.object({
    method: z.enum(Object.keys(pathEnds) as Array<keyof typeof pathEnds>),
    response: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]),
  }),
)

/** The `.responses` files of gemini-cli. They script the answers of a model and hold no requests. */
export const readGeminiResponses: RecordingReader = ({ data }) => {
  if (!isRecord(data)) return undefined
  // A file with one line is one JSON value.
  const lines = Array.isArray(data['lines']) ? (data['lines'] as unknown[]) : [data]
  const isGemini = lines.every((line) => isRecord(line) && 'response' in line && String(line['method']) in pathEnds)
  if (!isGemini) return undefined
  const answers = parseShape(shape, lines)
  return {
    format: 'scripted answers of gemini-cli',
    interactions: [],
    scripted: answers.map(({ method, response }) => answerOf(pathEnds[method], response)),
    losses: answers.map((_, index) => ({
      place: `line ${index + 1}`,
      reason: withoutRequest,
    })),
  }
}

/** Fixtures of aimock. They script the answers of a model and hold no requests. */
export const readAimockFixtures: RecordingReader = ({ data }) => {
  if (!isRecord(data) || !Array.isArray(data['fixtures'])) return undefined
  const fixtures = data['fixtures'] as unknown[]
  return {
    format: 'scripted answers of aimock',
    interactions: [],
    aimockFixtures: fixtures,
    losses: fixtures.map((_, index) => ({ place: `fixtures[${index}]`, reason: withoutRequest })),
  }
}

const withoutRequest = 'not imported: a scripted answer without its request: --serve gives it to a running test'

/** A list is a stream. */
function answerOf(pathEnd: string, response: unknown): ScriptedAnswer {
  const isStream = Array.isArray(response)
  const text = isStream
    ? response.map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`).join('')
    : JSON.stringify(response)
  const type = isStream ? 'text/event-stream' : 'application/json; charset=UTF-8'
  return { pathEnd, answer: { status: 200, headers: [['content-type', type]], body: Buffer.from(text) } }
}
