import { expect, test } from 'vitest'
import type { StoredBody } from '../../../src/cassette/stored-body.ts'
import { replaying } from '../support/replaying.ts'

test('the error about an invalid body names its place in the file', async () => {
  const asks = [{ body: { ask: 'one' } }, { body: { ask: 'two' } }]
  const run = await replaying(asks)
  await run.ask(asks[0]!)
  // The parser never accepts such a body.
  const body: StoredBody = { multipart: [{ headers: [], body: { file: 'a.files/b.bin', size: 1 } }], boundary: 'b' }
  Object.assign(run.cassette.interactions[1]!.response!, { body })
  await run.ask(asks[1]!)
  expect(run.page).toContain('interactions[1].response.body: it cannot be written again (')
})
