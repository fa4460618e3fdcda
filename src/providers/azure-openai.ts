import { placeholders, type Provider } from './provider.ts'

export const azureOpenai: Provider = {
  name: 'azure-openai',
  hosts: ['*.openai.azure.com', '*.cognitiveservices.azure.com', '*.services.ai.azure.com', '*.models.ai.azure.com'],
  apiKeys: placeholders('AZURE_OPENAI_API_KEY'),
  settings: [
    'AZURE_RESOURCE_NAME',
    'AZURE_OPENAI_ENDPOINT',
    'AZURE_OPENAI_BASE_PATH',
    'AZURE_OPENAI_API_INSTANCE_NAME',
    'AZURE_OPENAI_API_DEPLOYMENT_NAME',
    'AZURE_OPENAI_API_VERSION',
    'OPENAI_API_VERSION',
  ],
  // Each version of an SDK has its own default.
  volatileParameters: ['api-version'],
}
