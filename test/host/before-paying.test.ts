import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatCompletion, json, startProvider } from '../support/provider.ts'

const asks = `
import { expect, test } from 'vitest'
import { ask, send } from './ask.ts'

test('in the way', async () => {
  await ask('cannot be written')
})

const withKey = (key: string) =>
  send('two keys', { headers: { 'content-type': 'application/json', authorization: 'Bearer ' + key } })
test('two keys', async () => {
  let response = await withKey('sk-first-key-of-the-app')
  if (response.status === 429) response = await withKey('sk-second-key-of-the-app')
  expect(response.status).toBe(200)
})
test('one key', async () => {
  let response = await withKey('sk-first-key-of-the-app')
  if (response.status === 429) response = await withKey('sk-first-key-of-the-app')
  expect(response.status).toBe(200)
})
`

test('a recording tells before a call is paid for that it could not be written, and that a replay takes no second key', async () => {
  let count = 0
  const provider = await startProvider(({ headers }, response) => {
    const isFirst = String(headers.authorization).includes('first') && count++ < 2
    if (isFirst) json(response, 429, { error: { message: 'slow down' } }, { 'retry-after-ms': '1' })
    else json(response, 200, chatCompletion('Hello'))
  })
  const project = new Project({ ...askModule, 'asks.test.ts': asks })
  project.write('__cassettes__/asks.test.ts/in-the-way.files', 'A file of the user.')
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.tests['in the way']!.errors.join()).toMatch(
    /CassetteWriteError: Cannot write __cassettes__\/asks\.test\.ts\/in-the-way\.json\n\n {2}ENOTDIR[^]*The call was not made/,
  )
  expect(provider.requests.filter(({ body }) => body.includes('cannot be written'))).toEqual([])
  expect(project.read('__cassettes__/asks.test.ts/in-the-way.files')).toBe('A file of the user.')

  expect(recorded.tests['two keys']?.status, recorded.output).toBe('passed')
  const warnings = recorded.output.split('\n').filter((line) => line.includes('leaves out'))
  expect(warnings.map((line) => line.trim())).toEqual([
    expect.stringContaining(
      '1 failed call (answered 429), after which the app took another key. A replay does not go this way. To keep failures: cassettes({ keepFailures: true })',
    ),
    expect.stringContaining(
      '1 failed call (answered 429), because a later try succeeded. To keep failures: cassettes({ keepFailures: true })',
    ),
  ])
})
