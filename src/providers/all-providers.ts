import { anthropic } from './anthropic.ts'
import { azureOpenai } from './azure-openai.ts'
import { bedrock } from './bedrock.ts'
import { google } from './google.ts'
import { huggingface } from './huggingface.ts'
import { ollama } from './ollama.ts'
import { openaiCompatible } from './openai-compatible.ts'
import { openai } from './openai.ts'
import { others } from './others.ts'
import type { Provider } from './provider.ts'

/** All known API families. A lookup compares hosts first, then paths in this order. */
export const providers: readonly Provider[] = [
  openai,
  azureOpenai,
  anthropic,
  google,
  bedrock,
  ollama,
  huggingface,
  ...openaiCompatible,
  ...others,
]
