/** Address of the benches' requests. Its host makes them recordable. */
export const address = 'https://api.openai.com/v1/chat/completions'

/** A JSON answer of about 1.2 KB. */
export const answer: object = {
  id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
  object: 'chat.completion',
  created: 1741569952,
  model: 'gpt-5-mini',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'All work and no play. '.repeat(38), refusal: null },
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 19, completion_tokens: 210, total_tokens: 229 },
}

/** The events of a streamed answer, one a chunk. */
export function streamEvents(count = 200): string[] {
  const events = Array.from({ length: count - 1 }, (_, index) => ({
    id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
    object: 'chat.completion.chunk',
    created: 1741569952,
    model: 'gpt-5-mini',
    choices: [{ index: 0, delta: { content: ` word ${index}` }, finish_reason: null }],
  }))
  return [...events.map((event) => `data: ${JSON.stringify(event)}\n\n`), 'data: [DONE]\n\n']
}

/** The body of a request. */
export function question(text: string, stream = false): { model: string; stream: boolean; messages: object[] } {
  return { model: 'gpt-5-mini', stream, messages: [{ role: 'user', content: text }] }
}

/** Source of a `fetch` call that sends a question. */
export function fetchCall(url: string, text: string, stream = false): string {
  return `fetch(${JSON.stringify(url)}, { method: 'POST', headers: { 'content-type': 'application/json' }, body: ${JSON.stringify(JSON.stringify(question(text, stream)))} })`
}
