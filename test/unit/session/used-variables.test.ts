import { expect, test } from 'vitest'
import { noteVariables } from '../../../src/session/note-variables.ts'
import { UsedVariables } from '../../../src/session/used-variables.ts'

const environment = {
  MY_GATEWAY_KEY: 'gateway-secret-1',
  OPENAI_API_KEY: 'sk-openai-1',
  OTHER_NAME_OF_IT: 'sk-openai-1',
  UNUSED_API_KEY: 'never-asked-for',
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'signs-and-is-never-sent',
  AWS_REGION: 'eu-central-1',
  AZURE_RESOURCE_NAME: 'models',
  OPENAI_BASE_URL: 'https://user:secret@gateway.example.com',
  EMPTY_API_KEY: '',
  TEAM: 'red',
  SHORT_API_KEY: 'sk-test',
  SHORT_NOTE: 'sk-test',
}

function used(url: string, headers: Record<string, string> = {}): object | undefined {
  const variables = new UsedVariables(environment)
  noteVariables(variables, { url, headers: new Headers(headers) })
  return variables.take()
}

test('every variable whose value stands in the credentials is noted by name, and no other', () => {
  expect(used('https://api.openai.com/v1/responses', { authorization: 'Bearer sk-openai-1' })).toEqual({
    OPENAI_API_KEY: null,
    OTHER_NAME_OF_IT: null,
  })
  expect(used('https://search.example.com/?api_key=gateway-secret-1')).toEqual({ MY_GATEWAY_KEY: null })
  const basic = `Basic ${Buffer.from('me:gateway-secret-1').toString('base64')}`
  expect(used('https://search.example.com/', { authorization: basic })).toEqual({ MY_GATEWAY_KEY: null })
  expect(used('https://search.example.com/', { 'x-note': 'gateway-secret-1' })).toBeUndefined()
  expect(used('https://search.example.com/', { authorization: 'Bearer in-the-code' })).toBeUndefined()
})

test('a short value counts only as the whole credential, and under the name of a credential', () => {
  expect(used('https://api.openai.com/v1/responses', { authorization: 'Bearer sk-test' })).toEqual({
    SHORT_API_KEY: null,
  })
  expect(used('https://api.openai.com/v1/responses', { authorization: 'Bearer sk-test-more' })).toBeUndefined()
})

test('a key that signs comes with the key that is sent', () => {
  const authorization = 'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLEEXAMPLE/20261121/eu-central-1/bedrock/aws4_request'
  expect(used('https://bedrock-runtime.eu-central-1.amazonaws.com/model/m/converse', { authorization })).toEqual({
    AWS_ACCESS_KEY_ID: null,
    AWS_SECRET_ACCESS_KEY: null,
    AWS_REGION: 'eu-central-1',
  })
})

test('credentials from a file or a profile need placeholders too', () => {
  const headers = { authorization: 'Bearer ya29.from-a-file' }
  expect(used('https://us-central1-aiplatform.googleapis.com/v1/x:generateContent', headers)).toEqual({
    GOOGLE_APPLICATION_CREDENTIALS: null,
  })
})

test('settings of the provider that is asked keep their value, unless that holds a secret', () => {
  const headers = { 'api-key': 'in-the-code' }
  expect(used('https://models.openai.azure.com/openai/v1/responses', headers)).toEqual({
    AZURE_RESOURCE_NAME: 'models',
  })
  expect(used('https://api.openai.com/v1/models')).toBeUndefined()
})
