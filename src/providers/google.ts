import { placeholderKey, placeholders, type Provider } from './provider.ts'

const token = { access_token: placeholderKey, token_type: 'Bearer', expires_in: 3600 }

/** Gemini and Vertex AI. */
export const google: Provider = {
  name: 'google',
  hosts: ['generativelanguage.googleapis.com', 'aiplatform.googleapis.com', '*-aiplatform.googleapis.com'],
  // The model is in the path.
  shapes: [
    { path: /:(generateContent|streamGenerateContent|countTokens)$/, fields: ['contents'] },
    { path: /:embedContent$/, fields: ['content'] },
    { path: /:batchEmbedContents$/, fields: ['requests'] },
    { path: /:(rawPredict|streamRawPredict)$/, fields: ['messages'] },
  ],
  // https://ai.google.dev/api/all-methods
  secretParameters: ['key'],
  // The session of one upload, which the provider makes up.
  volatileParameters: ['upload_id'],
  // LangChain reads only the first name; @google/genai reads both.
  apiKeys: placeholders('GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'),
  otherNames: { GOOGLE_API_KEY: ['GEMINI_API_KEY'] },
  // Vertex AI, through google-auth-library: https://cloud.google.com/docs/authentication/application-default-credentials
  credentialFiles: { GOOGLE_APPLICATION_CREDENTIALS: 'google-credentials.json' },
  keysFromElsewhere: ['GOOGLE_APPLICATION_CREDENTIALS'],
  settings: [
    'GOOGLE_CLOUD_PROJECT',
    'GOOGLE_CLOUD_LOCATION',
    'GOOGLE_GENAI_USE_VERTEXAI',
    'GOOGLE_VERTEX_PROJECT',
    'GOOGLE_VERTEX_LOCATION',
  ],
  tokenEndpoints: [
    // For a user and a service account: https://developers.google.com/identity/protocols/oauth2/service-account
    { method: 'POST', hosts: ['oauth2.googleapis.com'], path: /^\/token$/, answer: token },
    // For another cloud and an impersonated account: https://cloud.google.com/iam/docs/workload-identity-federation
    {
      method: 'POST',
      hosts: ['sts.googleapis.com'],
      path: /^\/v1\/(oauth)?token$/,
      answer: { ...token, issued_token_type: 'urn:ietf:params:oauth:token-type:access_token' },
    },
    {
      method: 'POST',
      hosts: ['iamcredentials.googleapis.com'],
      path: /:generateAccessToken$/,
      answer: { accessToken: placeholderKey, expireTime: '9999-12-31T23:59:59Z' },
    },
    // The library asks it for the project, and whether the machine is Google's. Replay answers that it is not.
    { method: 'GET', hosts: ['169.254.169.254', 'metadata.google.internal'], path: /^\/computeMetadata\// },
  ],
}
