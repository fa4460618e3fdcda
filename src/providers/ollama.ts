import { localPorts } from './local-ports.ts'
import type { Provider } from './provider.ts'

/** Ollama runs locally, so its port identifies it. Its client shows an error only when `error` is a string. */
export const ollama: Provider = {
  name: 'ollama',
  hosts: ['ollama.com'],
  localPort: localPorts.ollama,
  refusal: 'text',
}
