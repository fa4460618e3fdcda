import { expect, test } from 'vitest'
import { Project } from '../support/project.ts'
import { findSecrets } from './find-secrets.ts'
import { credential } from './write-tests.ts'

test('finds identifying headers, and the credential in any place', () => {
  const headers = { 'content-type': 'text/plain', 'x-amzn-bedrock-input-token-count': '1' }
  const cassette = (request: object, response: object): string =>
    JSON.stringify({ interactions: [{ request, response }] })
  const project = new Project({
    '__cassettes__/clean.json': cassette({ headers }, { headers }),
    '__cassettes__/request.json': cassette({ headers: { ...headers, authorization: '', 'x-goog-api-key': '' } }, {}),
    '__cassettes__/response.json': cassette({}, { headers: { ...headers, 'set-cookie': '' } }),
    '__cassettes__/text.files/1.bin': `key: ${credential}`,
  })
  expect(findSecrets(project)).toEqual([
    '__cassettes__/request.json holds the header authorization',
    '__cassettes__/request.json holds the header x-goog-api-key',
    '__cassettes__/response.json holds the header set-cookie',
    '__cassettes__/text.files/1.bin holds a credential that was sent',
  ])
})
