/** For child projects: `ask(text)` sends one chat completion with `fetch` and gives its text, or throws what came instead. */
export const askModule: Readonly<Record<string, string>> = {
  'ask.ts': `
export async function ask(content: string, init: object = {}): Promise<string> {
  const response = await send(content, init)
  const body = await response.json()
  if (!response.ok) throw new Error(body.error.message)
  return body.choices[0].message.content
}

export function send(content: string, init: object = {}): Promise<Response> {
  return fetch('https://api.openai.com/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.OPENAI_API_KEY },
    body: JSON.stringify({ model: 'gpt-5-mini', messages: [{ role: 'user', content }] }),
    ...init,
  })
}
`,
}

/** Runs a child project in a recording mode against a provider of the test's own. */
export function recording(provider: { readonly url: string }, env: Readonly<Record<string, string>> = {}): { env: Record<string, string> } {
  return { env: { UPSTREAM: provider.url, OPENAI_API_KEY: 'sk-test-secret', ...env } }
}
