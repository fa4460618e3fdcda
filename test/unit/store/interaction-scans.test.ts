import { expect, test } from 'vitest'
import { InteractionScans } from '../../../src/store/interaction-scans.ts'
import { createScan } from '../../../src/store/scan.ts'
import { answered } from '../support/interactions.ts'
import { shapedKey } from '../support/secrets.ts'

const safe = answered('one', 'nothing to hide')
const unsafe = answered('two', shapedKey('github-token'))

test('a recorded interaction is scanned at once, and only safe ones are written', async () => {
  const scans = new InteractionScans(createScan([]))
  const written: string[] = []
  scans.start(safe, () => written.push('safe'))
  scans.start(unsafe, () => written.push('unsafe'))
  expect(await scans.find([safe, unsafe], false)).toEqual([
    expect.objectContaining({ at: 'interactions[1].response.body.text', rule: 'github' }),
  ])
  expect(written).toEqual(['safe'])
})

test('stored interactions are scanned when they are written again', async () => {
  const scans = new InteractionScans(createScan([]))
  scans.start(safe, () => {})
  expect(await scans.find([unsafe, safe], false)).toEqual([])
  expect(await scans.find([unsafe, safe], true)).toEqual([
    expect.objectContaining({ at: 'interactions[0].response.body.text' }),
  ])
})

test.each(['\\n', '\\u003d', '%3D', '\u001b[31m'])('a secret after %j is found', async (escape) => {
  const [found, ...others] = await createScan([])(answered('one', `a${escape}${shapedKey('github-token')}`))
  expect(found).toMatchObject({ at: 'response.body.text', rule: 'github' })
  expect(others).toEqual([])
})

test('a scan leaves the timeline of the app alone', async () => {
  const before = performance.getEntries()
  await createScan([])(unsafe)
  expect(performance.getEntries()).toEqual(before)
})

test.each(['secretlint-disable', '// secretlint-disable-next-line'])('%j in a text hides no secret', async (words) => {
  const [found] = await createScan([])(answered('one', `a\n${words}\n${shapedKey('github-token')}`))
  expect(found).toMatchObject({ rule: 'github' })
})
