import { placeholderKey, placeholders, type Provider } from './provider.ts'

const token = { access_token: placeholderKey, token_type: 'Bearer', expires_in: 3600 }

/** Gemini and Vertex AI. */
export const google: Provider = {
  name: 'google',
  hosts: ['generativelanguage.googleapis.com', 'aiplatform.googleapis.com', '*-aiplatform.googleapis.com'],
  paths:
    /:(generateContent|streamGenerateContent|embedContent|batchEmbedContents|countTokens|rawPredict|streamRawPredict)$/,
  // https://ai.google.dev/api/all-methods
  secretParameters: ['key'],
  // LangChain knows the first name only, @google/genai also the other.
  apiKeys: placeholders('GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'),
  otherNames: { GOOGLE_API_KEY: ['GEMINI_API_KEY'] },
  // Vertex AI, through google-auth-library: https://cloud.google.com/docs/authentication/application-default-credentials
  credentialFiles: { GOOGLE_APPLICATION_CREDENTIALS: 'google-credentials.json' },
  tokenEndpoints: [
    // Of a user and of a service account: https://developers.google.com/identity/protocols/oauth2/service-account
    { method: 'POST', hosts: ['oauth2.googleapis.com'], path: /^\/token$/, answer: token },
    // Of another cloud, and of an account that is impersonated: https://cloud.google.com/iam/docs/workload-identity-federation
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
    // Asked for the name of the project, and whether this is a machine of Google's. In replay it is none.
    { method: 'GET', hosts: ['169.254.169.254', 'metadata.google.internal'], path: /^\/computeMetadata\// },
  ],
}
