import { GoogleGenAI, type GenerateContentResponse } from '@google/genai'
import { OAuth2Client } from 'google-auth-library'
import { lookUp, prompts, type Row } from '../row.ts'

const model = 'gemini-2.5-flash'

/** Without the HTTP response it carries along, whose headers are those of a connection. */
const shown = (answer: GenerateContentResponse): object => {
  delete answer.sdkHttpResponse
  return answer
}

function row(name: string, client: GoogleGenAI, more: Row['more'] = {}): Row {
  return {
    name,
    call: async (prompt) => shown(await client.models.generateContent({ model, contents: prompt })),
    async *stream(prompt, signal) {
      const chunks = await client.models.generateContentStream({
        model,
        contents: prompt,
        config: { abortSignal: signal },
      })
      for await (const chunk of chunks) yield shown(chunk)
    },
    tool: async (prompt) =>
      shown(
        await client.models.generateContent({
          model,
          contents: prompt,
          config: {
            tools: [
              {
                functionDeclarations: [
                  {
                    name: lookUp.name,
                    description: lookUp.description,
                    parametersJsonSchema: lookUp.parameters,
                  },
                ],
              },
            ],
          },
        }),
      ),
    more,
  }
}

const apiKey = process.env['GOOGLE_API_KEY'] ?? ''
const gemini = new GoogleGenAI({ apiKey: process.env['GEMINI_API_KEY'] ?? '' })

const vertex = { vertexai: true, project: 'a-project', location: 'us-central1' }
const authClient = new OAuth2Client()
authClient.setCredentials({ access_token: 'any-token' })
// No default credentials are looked for in a cloud that this machine may run in.
process.env['METADATA_SERVER_DETECTION'] = 'none'
delete process.env['GOOGLE_API_KEY']

export const rows: Row[] = [
  row('@google/genai: Gemini', gemini, {
    embeddings: async () => {
      const { embeddings } = await gemini.models.embedContent({
        model: 'gemini-embedding-001',
        contents: prompts.plain,
      })
      return embeddings
    },
    'count tokens': async () => {
      const { totalTokens } = await gemini.models.countTokens({ model, contents: prompts.plain })
      return totalTokens
    },
    files: async () =>
      gemini.files.upload({ file: new Blob(['a text'], { type: 'text/plain' }), config: { mimeType: 'text/plain' } }),
  }),
  row('@google/genai: Vertex, API key', new GoogleGenAI({ vertexai: true, apiKey })),
  row('@google/genai: Vertex, authClient', new GoogleGenAI({ ...vertex, googleAuthOptions: { authClient } })),
  {
    name: '@google/genai: Vertex, default credentials',
    more: {
      'plain call': () => new GoogleGenAI(vertex).models.generateContent({ model, contents: prompts.plain }),
    },
  },
]
