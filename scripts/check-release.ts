// Compares a tag with the package and its change log, and writes the notes of the release: node scripts/check-release.ts v0.1.0
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const repository = join(import.meta.dirname, '..')
const [tag = ''] = process.argv.slice(2)
const { version, repository: address } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  readonly version: string
  readonly repository?: unknown
}
const changeLog = readFileSync(join(repository, 'CHANGELOG.md'), 'utf8')
const [, notes] = changeLog.split(`\n## ${version}\n`)

const problems = [
  tag === `v${version}` ? undefined : `the tag is ${tag || 'missing'}, and package.json says ${version}`,
  address === undefined ? 'package.json names no repository: see RELEASING.md' : undefined,
  notes === undefined ? `CHANGELOG.md has no section ${version}: run npx changeset version` : undefined,
].filter((problem) => problem !== undefined)

if (notes !== undefined) writeFileSync(join(repository, 'release-notes.md'), `${notes.split('\n## ', 1)[0]!.trim()}\n`)
for (const problem of problems) console.error(problem)
process.exitCode = problems.length === 0 ? 0 : 1
