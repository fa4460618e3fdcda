import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { entries } from '../../rooms.ts'
import { headingIds } from '../docs/markdown.ts'

const repository = resolve(import.meta.dirname, '../..')

/** Types that declarations mention and nobody needs to name. */
const internal = [
  'CassetteErrorOptions',
  'CassetteReport',
  'Guard',
  'GuardrailFieldsBase',
  'IgnoredReport',
  'InteractionBase',
  'StepRecord',
  'Tally',
]

describe.each(entries)('the entry %s', (entry) => {
  test('each export has a comment with a link to its page', () => {
    const undocumented = exportsOf(join(repository, 'src', entry)).filter(
      ({ comment }) => !linksToPage(comment) || !/^\/\*\*\s+(\* )?[A-Z`]/.test(comment),
    )
    expect(undocumented.map(({ file, name }) => `${name} in ${file}`)).toEqual([])
  })
})

test('each type that the declarations mention can be imported', () => {
  const folder = join(repository, 'dist')
  const declared = new Set<string>()
  const exported = new Set<string>(internal)
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.d.ts'))) {
    if (/^(?:cli|setup|guard-selection)\b/.test(file)) continue
    const text = readFileSync(join(folder, file), 'utf8')
    for (const [, name = ''] of text.matchAll(
      /^(?:export )?(?:declare )?(?:abstract )?(?:interface|type|class) (\w+)/gm,
    ))
      declared.add(name)
    if (entries.some((entry) => entry === file.replace('.d.ts', '.ts')))
      for (const [, list = ''] of text.matchAll(/^export \{([^}]*)\}/gm))
        for (const item of list.split(','))
          exported.add(
            item
              .trim()
              .replace(/^type /, '')
              .split(/\$| as /)[0] ?? '',
          )
  }
  expect([...declared].filter((name) => !exported.has(name)).sort()).toEqual([])
  expect(internal.filter((name) => !declared.has(name))).toEqual([])
})

interface Exported {
  readonly name: string
  /** Relative to the repository. */
  readonly file: string
  /** The comment before the declaration, empty without one. */
  readonly comment: string
}

/** All that a module exports, followed through re-exports to the declarations. */
function exportsOf(path: string): Exported[] {
  const code = readFileSync(path, 'utf8')
  const file = path.slice(repository.length + 1).replaceAll('\\', '/')
  const declared = [
    ...code.matchAll(
      /(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?^export (?:declare )?(?:abstract )?(?:class|interface|type|const|function) (\w+)/gm,
    ),
  ].map(([, comment = '', name = '']) => ({ name, file, comment }))
  const first = declared.filter(({ name }, index) => declared.findIndex((other) => other.name === name) === index)
  const reExported = [...code.matchAll(/^export (?:type )?(\*|\{[^}]*\}) from '([^']+)'/gm)].flatMap(
    ([, names = '', from = '']) => {
      const all = exportsOf(resolve(dirname(path), from))
      if (names === '*') return all
      return names
        .replaceAll(/[{}\n]/g, ' ')
        .split(',')
        .map(
          (item) =>
            item
              .trim()
              .replace(/^type /, '')
              .split(' as ')[0] ?? '',
        )
        .filter((name) => name !== '')
        .map((name) => all.find((one) => one.name === name) ?? { name, file: from, comment: '' })
    },
  )
  return [...first, ...reExported]
}

/** Whether a comment has a line `@see docs/page.md#heading`, and such a heading exists. */
function linksToPage(comment: string): boolean {
  const [, page = '', heading] = /@see (docs\/[\w/-]+\.md)(?:#([\w-]+))?$/m.exec(comment) ?? []
  const path = join(repository, page)
  if (page === '' || !existsSync(path)) return false
  return heading === undefined || headingIds(readFileSync(path, 'utf8')).includes(heading)
}
