import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const repository = resolve(import.meta.dirname, '../..')

function versionIn(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version
}

test('the change log has a section for the version of the package', () => {
  expect(readFileSync(join(repository, 'CHANGELOG.md'), 'utf8')).toContain(`\n## ${versionIn(repository)}\n`)
})

test('a note in .changeset becomes a version and a section of the change log', () => {
  mkdirSync(join(repository, '.tmp'), { recursive: true })
  const folder = mkdtempSync(join(repository, '.tmp/release-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const path of ['package.json', 'package-lock.json', '.changeset/config.json', 'CHANGELOG.md'])
    cpSync(join(repository, path), join(folder, path))
  writeFileSync(join(folder, '.changeset/note.md'), '---\n"vitest-cassette": minor\n---\n\nA note of this test.\n')
  const before = versionIn(folder)
  const command = join(repository, 'node_modules/@changesets/cli/bin.js')
  execFileSync(process.execPath, [command, 'version'], { cwd: folder, stdio: 'pipe' })
  expect(versionIn(folder)).not.toBe(before)
  const changeLog = readFileSync(join(folder, 'CHANGELOG.md'), 'utf8')
  expect(changeLog).toMatch(new RegExp(`^## ${versionIn(folder)}\n\n### Minor Changes\n\n- A note of this test`, 'm'))
})
