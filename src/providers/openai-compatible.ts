import { placeholders, type Provider } from './provider.ts'

/** Services on their own hosts with OpenAI's API or a similar one. */
export const openaiCompatible: readonly Provider[] = [
  { name: 'groq', hosts: ['api.groq.com'], apiKeys: placeholders('GROQ_API_KEY') },
  { name: 'together', hosts: ['api.together.ai', 'api.together.xyz'], apiKeys: placeholders('TOGETHER_API_KEY') },
  { name: 'openrouter', hosts: ['openrouter.ai'], apiKeys: placeholders('OPENROUTER_API_KEY') },
  { name: 'deepseek', hosts: ['api.deepseek.com'], apiKeys: placeholders('DEEPSEEK_API_KEY') },
  { name: 'xai', hosts: ['api.x.ai'], apiKeys: placeholders('XAI_API_KEY') },
  { name: 'fireworks', hosts: ['api.fireworks.ai'], apiKeys: placeholders('FIREWORKS_API_KEY') },
  { name: 'cerebras', hosts: ['api.cerebras.ai'], apiKeys: placeholders('CEREBRAS_API_KEY') },
  { name: 'perplexity', hosts: ['api.perplexity.ai'], apiKeys: placeholders('PERPLEXITY_API_KEY') },
  { name: 'vercel', hosts: ['ai-gateway.vercel.sh'], apiKeys: placeholders('AI_GATEWAY_API_KEY') },
]
