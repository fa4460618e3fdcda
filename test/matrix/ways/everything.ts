import { json, serveProvider, type Provider } from '../../support/provider.ts'

/** Answers by path, in the format of the provider. */
export function serveEverything(): Promise<Provider> {
  return serveProvider(({ url }, response) => {
    const text = 'Hello'
    if (url.endsWith('/chat/completions'))
      return json(response, 200, {
        object: 'chat.completion',
        choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
      })
    if (url.endsWith('/files')) return json(response, 200, { id: 'file-1', object: 'file' })
    if (url.endsWith('/messages')) return json(response, 200, { type: 'message', content: [{ type: 'text', text }] })
    return json(response, 200, {
      output: { message: { role: 'assistant', content: [{ text }] } },
      stopReason: 'end_turn',
    })
  })
}
