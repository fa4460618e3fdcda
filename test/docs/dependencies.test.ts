import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const repository = resolve(import.meta.dirname, '../..')
const page = readFileSync(join(repository, 'docs/decisions/0028-dependencies.md'), 'utf8')
const [installed = '', bundled = ''] = page.split('\n## Bundled\n')
const { dependencies, devDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as Record<
  'dependencies' | 'devDependencies',
  Readonly<Record<string, string>>
>

function packagesOf(section: string): string[] {
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = '']) => name)
}

/** The packages whose code is imported by a file of the source; types leave no code. */
function importedPackages(text: string): string[] {
  const imports = text.matchAll(/^(?:import|export) (?!type\b)[^'"]*? from '(?!node:|\.)((?:@[\w.-]+\/)?[\w.-]+)/gm)
  return [...imports].map(([, name = '']) => name)
}

test('each package that users install has one row', () => {
  expect(packagesOf(installed)).toEqual(Object.keys(dependencies).sort())
})

test('each package that is bundled has one row, and stands in NOTICE', () => {
  const source = readdirSync(join(repository, 'src'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  )
  const imported = source.flatMap((path) => importedPackages(readFileSync(join(repository, 'src', path), 'utf8')))
  // The project of the user has these.
  const peers = ['msw', 'vitest']
  const taken = [...new Set(imported)].filter((name) => name in devDependencies && !peers.includes(name)).sort()
  expect(taken).toContain('micromark')
  expect(packagesOf(bundled)).toEqual(taken)
  const notice = readFileSync(join(repository, 'NOTICE'), 'utf8')
  expect(taken.filter((name) => !notice.includes(name))).toEqual([])
})
