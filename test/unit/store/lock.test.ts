import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { lstatSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { withLock } from '../../../src/store/lock.ts'
import { isRunning, ownerName } from '../../../src/store/owner.ts'
import { folder } from '../support/folder.ts'

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined

test('the lock exists during the work, names its owner, and is removed afterwards', () => {
  const path = join(folder(), 'deep', 'a.lock')
  expect(withLock(path, () => basename(readlinkSync(path)))).toBe(ownerName())
  expect(isThere(path)).toBe(false)
  expect(() =>
    withLock(path, () => {
      throw new Error('no space')
    }),
  ).toThrow('no space')
  expect(isThere(path)).toBe(false)
})

test('the lock of a dead process does not block', async () => {
  const path = join(folder(), 'a.lock')
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  const name = `${child.pid}-0`
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect([isRunning(ownerName()), isRunning(name)]).toEqual([true, false])
  symlinkSync(name, path)
  expect(withLock(path, () => basename(readlinkSync(path)))).toBe(ownerName())
  // Nor does it if a process was killed while it took such a lock over.
  symlinkSync(name, path)
  symlinkSync(name, `${path}.takeover`)
  expect(withLock(path, () => basename(readlinkSync(path)))).toBe(ownerName())
  expect(isThere(`${path}.takeover`)).toBe(false)
  // The lock of a process whose id was reused does not block either.
  symlinkSync(`${process.pid}-1`, path)
  expect(withLock(path, () => basename(readlinkSync(path)))).toBe(ownerName())
})

test('the work runs when a lock cannot be made', () => {
  const root = folder()
  writeFileSync(join(root, 'file'), '')
  expect(withLock(join(root, 'file', 'a.lock'), () => 'done')).toBe('done')
})

test.each([
  ['two processes never work at the same time', ''],
  ['nor do those that find the lock of a dead process at once', `try { symlinkSync('${2 ** 30}-1', path) } catch {}`],
])('%s', async (_, afterwards) => {
  const root = folder()
  const script = join(root, 'work.ts')
  const lock = new URL('../../../src/store/lock.ts', import.meta.url).href
  // Each makes a folder that must not exist, and removes it.
  writeFileSync(
    script,
    `
import { mkdirSync, rmdirSync, symlinkSync } from 'node:fs'
import { withLock } from ${JSON.stringify(lock)}
const path = ${JSON.stringify(join(root, 'a.lock'))}
for (let time = 0; time < 200; time++) {
  withLock(path, () => {
    mkdirSync(${JSON.stringify(join(root, 'work'))})
    rmdirSync(${JSON.stringify(join(root, 'work'))})
  })
  ${afterwards}
}
`,
  )
  const codes = await Promise.all(
    [1, 2].map(async () => {
      const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'inherit'] })
      return (await once(child, 'exit'))[0] as number
    }),
  )
  expect(codes).toEqual([0, 0])
})
