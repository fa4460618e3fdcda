import type { Project } from './project.ts'

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
export function recording(
  provider: { readonly url: string },
  env: Readonly<Record<string, string>> = {},
): { env: Record<string, string> } {
  return { env: { UPSTREAM: provider.url, OPENAI_API_KEY: 'sk-test-secret', ...env } }
}

/** For child projects: `note(key, value)` keeps a value for the test that runs the project, see `takeNotes`. */
export const noteModule: Readonly<Record<string, string>> = {
  'note.ts': `
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
export const note = (key: string, value: unknown): void => appendFileSync(join(import.meta.dirname, 'notes.jsonl'), JSON.stringify([key, value]) + '\\n')
`,
}

/** The notes of the last run of a child project, by key and in order. The next run starts without notes. */
export function takeNotes(project: Project): Record<string, unknown[]> {
  const notes: Record<string, unknown[]> = {}
  if (!project.exists('notes.jsonl')) return notes
  for (const line of project.read('notes.jsonl').split('\n').filter(Boolean)) {
    const [key, value] = JSON.parse(line) as [string, unknown]
    ;(notes[key] ??= []).push(value)
  }
  project.write('notes.jsonl', '')
  return notes
}

/** The last message of each request in a chat cassette, in the order of the file. */
export function questionsIn(project: Project, cassette: string): string[] {
  return project.json(cassette).interactions.map(({ request }: any) => request.body.json.messages.at(-1).content)
}
