import { placeholderKey, type Provider } from './provider.ts'

export const huggingface: Provider = {
  name: 'huggingface',
  hosts: ['router.huggingface.co', 'api-inference.huggingface.co', 'huggingface.co', '*.endpoints.huggingface.cloud'],
  // Its client checks the form of a key before it asks the router.
  apiKeys: { HF_TOKEN: `hf_${placeholderKey}` },
  // Weights of models, which a library downloads: https://huggingface.co/docs/hub/models-downloading
  otherPaths: { host: 'huggingface.co', paths: /\/resolve\// },
  refusal: 'text',
}
