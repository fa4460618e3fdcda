import { placeholders, type Provider } from './provider.ts'

export const anthropic: Provider = {
  name: 'anthropic',
  hosts: ['api.anthropic.com'],
  paths: /\/v1\/(messages(\/count_tokens|\/batches.*)?|complete)$/,
  apiKeys: placeholders('ANTHROPIC_API_KEY'),
  matchHeaders: ['anthropic-beta'],
}
