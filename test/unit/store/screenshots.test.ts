import { createCipheriv } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packBody } from '../../../src/body/pack.ts'
import type { Interaction } from '../../../src/cassette/interaction.ts'
import { readReplayedCassette, readWholeCassette, saveCassette } from '../../../src/store/cassette-file.ts'
import { requestKey } from '../../../src/match/view/request-key.ts'
import { requestView } from '../../../src/match/view/request-view.ts'
import { filesIn, folder } from '../support/folder.ts'
import { answered } from '../support/interactions.ts'

const size = 1_100_000
const rules = { isIgnoredParameter: () => false, headers: [], ownHeaders: [], isIgnoredHeaderValue: () => false }

function screenshot(name: string): object {
  const bytes = createCipheriv('aes-128-ctr', name.padEnd(16), Buffer.alloc(16)).update(Buffer.alloc(size))
  return { role: 'user', content: `data:image/png;base64,${bytes.toString('base64')}` }
}

test('13 screenshots of 1.1 MB that are sent again in each of 14 turns take no more than 13', () => {
  const screens = Array.from({ length: 13 }, (_, index) => screenshot(String(index)))
  const turns = Array.from({ length: 14 }, (_, turn): Interaction => {
    const one = answered(`turn ${turn}`, 'click')
    return { ...one, request: { ...one.request, body: { json: { messages: screens.slice(0, turn) } } } }
  })
  const root = folder()
  const path = join(root, 'a.json')
  saveCassette(path, { file: 'a.test.ts', name: 'a' }, turns)
  const bytes = filesIn(root).map((file) => statSync(join(root, file)).size)
  expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(13 * size * 1.01)
  expect(readWholeCassette(path, 'a.json')?.interactions[13]).toEqual(turns[13])
  // The request of the app has its screenshots in it, and the recorded one does not.
  const replayed = readReplayedCassette(path, 'a.json')?.interactions[13]
  const body = packBody(Buffer.from(JSON.stringify({ messages: screens })), 'application/json')!
  const keys = [replayed!.request, { ...turns[13]!.request, body }].map((one) => requestKey(requestView(one, rules)))
  expect(keys[0]).toBe(keys[1])
})
