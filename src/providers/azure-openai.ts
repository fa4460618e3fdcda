import { placeholders, type Provider } from './provider.ts'

export const azureOpenai: Provider = {
  name: 'azure-openai',
  hosts: ['*.openai.azure.com', '*.cognitiveservices.azure.com', '*.services.ai.azure.com', '*.models.ai.azure.com'],
  apiKeys: placeholders('AZURE_OPENAI_API_KEY'),
  // Each version of an SDK has its own default.
  volatileParameters: ['api-version'],
}
