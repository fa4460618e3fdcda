type Write = (pieces: readonly string[]) => string

const event = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`
const openai = (content: string): unknown => ({ id: 'c', choices: [{ index: 0, delta: { content } }] })
const gemini = (text: string): unknown => ({ candidates: [{ content: { parts: [{ text }], role: 'model' } }] })

/** A token of OpenAI, among others that were likely. */
function withAlternatives(token: string, at: number): unknown {
  const other = { token: 'zzz', logprob: -3, bytes: [122, 122, 122] }
  const chosen = { token, logprob: -0.1, bytes: [...Buffer.from(token)] }
  return { ...chosen, top_logprobs: at % 3 === 0 ? [other, chosen] : [chosen, other] }
}

/** A text in pieces, in the form of each wire format: its media type, and what writes it. */
export const streamForms: Readonly<Record<string, readonly [type: string, write: Write]>> = {
  OpenAI: ['text/event-stream', (pieces) => `${pieces.map((piece) => event(openai(piece))).join('')}data: [DONE]\n\n`],
  Anthropic: [
    'text/event-stream',
    (pieces) =>
      pieces
        .map(
          (text) => `event: content_block_delta\n${event({ type: 'content_block_delta', index: 0, delta: { text } })}`,
        )
        .join(''),
  ],
  'Hugging Face TGI': [
    'text/event-stream',
    (pieces) =>
      pieces.map((text, index) => event({ index: index + 1, token: { id: 7 * index, text, special: false } })).join(''),
  ],
  'Gemini in its own layout': [
    'application/json',
    (pieces) => `[${pieces.map((text) => JSON.stringify(gemini(text), undefined, 2)).join('\n,\r\n')}\n]\n`,
  ],
  NDJSON: [
    'application/x-ndjson',
    (pieces) => pieces.map((content) => `${JSON.stringify({ message: { content } })}\n`).join(''),
  ],
  'NDJSON with one 1e-05': [
    'application/x-ndjson',
    (pieces) => pieces.map((content) => `{"message":{"content":${JSON.stringify(content)}},"p":1e-05}\n`).join(''),
  ],
  'AI SDK text stream': [
    'text/plain',
    (pieces) => `${pieces.map((piece) => `0:${JSON.stringify(piece)}\n`).join('')}d:{"finishReason":"stop"}\n`,
  ],
  'SSE with mixed spacing': [
    'text/event-stream',
    (pieces) =>
      pieces.map((piece, at) => `data:${at % 2 === 0 ? ' ' : ''}${JSON.stringify(openai(piece))}\n\n`).join(''),
  ],
  'SSE as a text': ['text/plain', (pieces) => pieces.map((piece) => event(openai(piece))).join('')],
  'a list of lines': ['application/json', (pieces) => JSON.stringify({ lines: pieces })],
  logprobs: [
    'application/json',
    (pieces) => {
      const content = pieces.map((token) => ({ token, logprob: -0.1, bytes: [...Buffer.from(token)] }))
      return JSON.stringify({ choices: [{ logprobs: { content } }] })
    },
  ],
  'logprobs with alternatives': [
    'application/json',
    (pieces) => JSON.stringify({ choices: [{ logprobs: { content: pieces.map(withAlternatives) } }] }),
  ],
  'a stream of logprobs': [
    'text/event-stream',
    (pieces) =>
      pieces
        .map((content, at) => {
          const logprobs = { content: [withAlternatives(content, at)] }
          return event({ id: 'c', choices: [{ index: 0, delta: { content }, logprobs }] })
        })
        .join(''),
  ],
  'candidates of Gemini': [
    'application/json',
    (pieces) => {
      const topCandidates = pieces.map((token) => ({ candidates: [{ token }, { token: 'zzz' }] }))
      return JSON.stringify({ candidates: [{ logprobsResult: { topCandidates } }] })
    },
  ],
}
