import { placeholders, type Provider } from './provider.ts'

/** Gemini and Vertex AI. */
export const google: Provider = {
  name: 'google',
  hosts: ['generativelanguage.googleapis.com', 'aiplatform.googleapis.com', '*-aiplatform.googleapis.com'],
  paths:
    /:(generateContent|streamGenerateContent|embedContent|batchEmbedContents|countTokens|rawPredict|streamRawPredict)$/,
  // https://ai.google.dev/api/all-methods
  secretParameters: ['key'],
  apiKeys: placeholders('GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'),
}
