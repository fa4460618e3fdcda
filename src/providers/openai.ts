import { placeholders, type Provider } from './provider.ts'

/** OpenAI, and every other service with the paths of its API. */
export const openai: Provider = {
  name: 'openai',
  hosts: ['api.openai.com', '*.api.openai.com'],
  shapes: [
    // Azure names the model in the path.
    {
      path: /\/deployments\/[^/]+\/(chat\/completions|completions|embeddings|images\/\w+|audio\/\w+)$/,
      fields: ['messages|input|prompt|file'],
    },
    { path: /\/chat\/completions$/, fields: ['model', 'messages'] },
    { path: /\/(completions|images\/(generations|edits))$/, fields: ['model', 'prompt'] },
    { path: /\/responses$/, fields: ['model', 'input|prompt'] },
    { path: /\/(embeddings|moderations|audio\/speech)$/, fields: ['model', 'input'] },
    { path: /\/audio\/(transcriptions|translations)$/, fields: ['model', 'file'] },
  ],
  apiKeys: placeholders('OPENAI_API_KEY'),
  settings: ['OPENAI_BASE_URL'],
  matchHeaders: ['openai-beta'],
}
