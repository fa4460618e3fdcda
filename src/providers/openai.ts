import { placeholders, type Provider } from './provider.ts'

/** OpenAI, and every other service with the paths of its API. */
export const openai: Provider = {
  name: 'openai',
  hosts: ['api.openai.com', '*.api.openai.com'],
  paths:
    /\/(chat\/completions|completions|responses|embeddings|images\/(generations|edits)|audio\/(speech|transcriptions|translations)|moderations)$/,
  apiKeys: placeholders('OPENAI_API_KEY'),
  settings: ['OPENAI_BASE_URL'],
  matchHeaders: ['openai-beta'],
}
