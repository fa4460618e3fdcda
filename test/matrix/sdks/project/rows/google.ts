import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GoogleGenAI, type Content } from '@google/genai'
import { OAuth2Client } from 'google-auth-library'
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { lookUp, prompts, toolResult, type Row } from '../row.ts'

const model = 'gemini-2.5-flash'

const { name, description, parameters } = lookUp
const tools = [{ functionDeclarations: [{ name, description, parametersJsonSchema: parameters }] }]

function row(name: string, client: GoogleGenAI, more: Row['more'] = {}): Row {
  return {
    name,
    call: (prompt, signal) =>
      client.models.generateContent({ model, contents: prompt, config: { abortSignal: signal } }),
    stream: (prompt, signal) =>
      client.models.generateContentStream({ model, contents: prompt, config: { abortSignal: signal } }),
    tool: (prompt) =>
      client.models.generateContent({
        model,
        contents: prompt,
        config: { tools },
      }),
    async loop(prompt) {
      const contents: Content[] = [{ role: 'user', parts: [{ text: prompt }] }]
      const first = await client.models.generateContent({ model, contents, config: { tools } })
      const functionResponse = { ...first.functionCalls?.[0], args: undefined, response: { output: toolResult } }
      contents.push(first.candidates?.[0]?.content ?? {}, { role: 'user', parts: [{ functionResponse }] })
      return [first, await client.models.generateContent({ model, contents, config: { tools } })]
    },
    more,
  }
}

const gemini = new GoogleGenAI({})

const vertex = { vertexai: true, project: 'a-project', location: 'us-central1' }
const authClient = new OAuth2Client()
authClient.setCredentials({ access_token: 'any-token' })

/** Recording uses the user's own default credentials. The server for Google's accounts is not a provider. */
if (process.env['UPSTREAM'] !== undefined) {
  const file = join(import.meta.dirname, 'my-credentials.json')
  const mine = { type: 'authorized_user', client_id: 'me', client_secret: 'a-secret', refresh_token: 'a-refresh-token' }
  writeFileSync(file, JSON.stringify(mine))
  process.env['GOOGLE_APPLICATION_CREDENTIALS'] = file
  setupServer(
    http.post('https://oauth2.googleapis.com/token', () =>
      HttpResponse.json({ access_token: 'a-real-token', token_type: 'Bearer', expires_in: 3600 }),
    ),
    http.get('http://169.254.169.254/*', () => new HttpResponse(null, { status: 404 })),
  ).listen()
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const serviceAccount = {
  type: 'service_account',
  project_id: 'a-project',
  client_email: 'test@a-project.iam.gserviceaccount.com',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
}

export const rows: Row[] = [
  row('@google/genai: Gemini', gemini, {
    embeddings: () => gemini.models.embedContent({ model: 'gemini-embedding-001', contents: prompts.plain }),
    'count tokens': () => gemini.models.countTokens({ model, contents: prompts.plain }),
    files: async () =>
      gemini.files.upload({ file: new Blob(['a text'], { type: 'text/plain' }), config: { mimeType: 'text/plain' } }),
  }),
  row(
    '@google/genai: Vertex, API key',
    new GoogleGenAI({ vertexai: true, apiKey: process.env['GOOGLE_API_KEY'] ?? '' }),
  ),
  row('@google/genai: Vertex, authClient', new GoogleGenAI({ ...vertex, googleAuthOptions: { authClient } })),
  row('@google/genai: Vertex, default credentials', new GoogleGenAI(vertex)),
  row(
    '@google/genai: Vertex, service account',
    new GoogleGenAI({ ...vertex, googleAuthOptions: { credentials: serviceAccount } }),
  ),
]
