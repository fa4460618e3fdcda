import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isIgnored, unignoredKeyFiles } from '../../../src/vitest/main/variables/unignored-key-files.ts'
import { folder } from '../support/folder.ts'

test('a key file is named when Git does not ignore it, and when it is committed', () => {
  const root = folder()
  const git = (...args: string[]): void => void execFileSync('git', args, { cwd: root })
  for (const name of ['.env.record', '.env.record.local', '.env.refresh', '.env.example'])
    writeFileSync(join(root, name), '')
  // Without a repository nothing can be committed.
  expect(unignoredKeyFiles([root])).toEqual([])
  expect(isIgnored(root, join(root, '.env.record'))).toBeUndefined()

  git('init', '--quiet')
  git('add', '.env.refresh')
  writeFileSync(join(root, '.gitignore'), '.env.record.*\n.env.refresh\n')
  expect(unignoredKeyFiles([root, root])).toEqual([
    { path: join(root, '.env.record'), message: 'is not ignored by Git. To ignore it: npx vitest-cassette init' },
    { path: join(root, '.env.refresh'), message: 'is in Git. Revoke its keys, then: git rm --cached .env.refresh' },
  ])
  expect(isIgnored(root, join(root, '.env.record.local'))).toBe(true)
})
