import { placeholders, type Provider } from './provider.ts'

export const huggingface: Provider = {
  name: 'huggingface',
  hosts: ['router.huggingface.co', 'api-inference.huggingface.co', 'huggingface.co', '*.endpoints.huggingface.cloud'],
  apiKeys: placeholders('HF_TOKEN'),
  refusal: 'text',
}
