import { placeholderKey, type Provider } from './provider.ts'

export const bedrock: Provider = {
  name: 'bedrock',
  hosts: [
    'bedrock-runtime.*.amazonaws.com',
    'bedrock-runtime-fips.*.amazonaws.com',
    'bedrock-agent-runtime.*.amazonaws.com',
    'bedrock-mantle.*.api.aws',
  ],
  // The model is in the path. What is invoked has a form of its own.
  shapes: [
    { path: /\/model\/[^/]+\/(converse|converse-stream)$/, fields: ['messages'] },
    {
      path: /\/model\/[^/]+\/(invoke|invoke-with-response-stream)$/,
      fields: ['messages|prompt|inputText|texts|input'],
    },
  ],
  apiKeys: { AWS_ACCESS_KEY_ID: 'VITESTCASSETTEPLACEHOLDER', AWS_SECRET_ACCESS_KEY: placeholderKey },
  signingKeys: { AWS_ACCESS_KEY_ID: ['AWS_SECRET_ACCESS_KEY'] },
  keysFromElsewhere: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
  settings: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
  // The SDK prefers the profile to the keys, and warns when both are set.
  profiles: ['AWS_PROFILE'],
  // Idempotency tokens: the SDK sets members with this trait to a new UUID.
  // https://smithy.io/2.0/spec/behavior-traits.html#idempotencytoken-trait
  volatileFields: ['clientRequestToken', 'clientToken'],
}
