import { placeholders, type Provider } from './provider.ts'

export const anthropic: Provider = {
  name: 'anthropic',
  hosts: ['api.anthropic.com'],
  shapes: [
    { path: /\/v1\/messages(\/count_tokens)?$/, fields: ['model', 'messages'] },
    { path: /\/v1\/messages\/batches$/, fields: ['requests'] },
    { path: /\/v1\/complete$/, fields: ['model', 'prompt'] },
  ],
  apiKeys: placeholders('ANTHROPIC_API_KEY'),
  settings: ['ANTHROPIC_BASE_URL'],
  matchHeaders: ['anthropic-beta'],
  // The SDK adds `oauth-2025-04-20` and `oidc-federation-…` when it has a token instead of a key.
  credentialValues: /^(oauth|oidc)-/,
}
