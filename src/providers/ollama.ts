import type { Provider } from './provider.ts'

/** Ollama: local, so told by its port. Its client shows an error only when `error` is a string. */
export const ollama: Provider = {
  name: 'ollama',
  hosts: ['ollama.com'],
  localPort: 11434,
  refusal: 'text',
}
