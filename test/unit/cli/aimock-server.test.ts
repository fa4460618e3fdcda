import { expect, test } from 'vitest'
import { startAimock } from '../../../src/cli/import/aimock-server.ts'
import { repository } from '../../support/run.ts'

test('a project without aimock reads how to install it', async () => {
  await expect(startAimock('/', [{ match: { userMessage: 'hi' }, response: { content: 'hello' } }])).rejects.toThrow(
    'Install it: npm i -D @copilotkit/aimock',
  )
})

test('fixtures that aimock refuses are named', async () => {
  await expect(startAimock(repository, [{ match: {}, response: {} }])).rejects.toThrow(
    /^aimock refuses the fixtures: ./,
  )
})
