import { placeholderKey, type Provider } from './provider.ts'

export const bedrock: Provider = {
  name: 'bedrock',
  hosts: [
    'bedrock-runtime.*.amazonaws.com',
    'bedrock-runtime-fips.*.amazonaws.com',
    'bedrock-agent-runtime.*.amazonaws.com',
    'bedrock-mantle.*.api.aws',
  ],
  paths: /\/model\/[^/]+\/(converse|converse-stream|invoke|invoke-with-response-stream)$/,
  apiKeys: { AWS_ACCESS_KEY_ID: 'VITESTCASSETTEPLACEHOLDER', AWS_SECRET_ACCESS_KEY: placeholderKey },
}
