import { exportedObject, propertiesOf, propertyOf, type Parse, type SyntaxNode } from './syntax.ts'

/** The module of the plugin, by which a configuration that has it is known. */
export const pluginModule = 'vitest-cassette/plugin'

interface Insertion {
  readonly at: number
  readonly text: string
}

/**
 * The text of a configuration of Vitest with the plugin; `undefined` when it has a shape in which the place of the plugin is
 * not certain: several projects, merged objects, CommonJS. Everything else in the text stays as it is.
 */
export function addPlugin(text: string, parse: Parse): string | undefined {
  try {
    const { body } = parse(text)
    const plugin = pluginIn(body, text)
    if (plugin === undefined) return undefined
    const changed = insert(text, [importBefore(body, text), plugin])
    parse(changed)
    return changed
  } catch {
    return undefined
  }
}

function pluginIn(body: readonly SyntaxNode[], text: string): Insertion | undefined {
  const config = exportedObject(body)
  if (config === undefined || hasProjects(config)) return undefined
  const plugins = propertyOf(config, 'plugins')
  if (plugins !== undefined) return inList(plugins['value'] as SyntaxNode, text)
  const [first] = propertiesOf(config)
  if (first === undefined) return { at: config.start + 1, text: ' plugins: [cassettes()] ' }
  // The spread object may have plugins.
  if (propertiesOf(config).some(({ type }) => type === 'SpreadElement')) return undefined
  return { at: first.start, text: `plugins: [cassettes()],${gapBefore(first.start, text) || ' '}` }
}

function inList(list: SyntaxNode, text: string): Insertion | undefined {
  if (list.type !== 'ArrayExpression') return undefined
  const last = (list['elements'] as SyntaxNode[]).at(-1)
  if (last === undefined) return { at: list.start + 1, text: 'cassettes()' }
  return { at: last.end, text: `,${gapBefore(last.start, text) || ' '}cassettes()` }
}

/** Each project of a workspace has plugins of its own. */
function hasProjects(config: SyntaxNode): boolean {
  const test = propertyOf(config, 'test')?.['value'] as SyntaxNode | undefined
  if (test === undefined) return false
  return test.type !== 'ObjectExpression' || propertyOf(test, 'projects') !== undefined
}

/** The line break and the indentation before a place; empty when it does not begin its line. */
function gapBefore(at: number, text: string): string {
  return /\r?\n[ \t]*$/.exec(text.slice(0, at))?.[0] ?? ''
}

/** Above the first import, with its quotes and its semicolon. */
function importBefore(body: readonly SyntaxNode[], text: string): Insertion {
  const first = body.find(({ type }) => type === 'ImportDeclaration') ?? body[0]!
  const like = text.slice(first.start, first.end)
  const quote = like.includes('"') && !like.includes("'") ? '"' : "'"
  const end = like.endsWith(';') ? ';' : ''
  return { at: first.start, text: `import { cassettes } from ${quote}${pluginModule}${quote}${end}\n` }
}

function insert(text: string, insertions: readonly Insertion[]): string {
  return insertions
    .toSorted((a, b) => b.at - a.at)
    .reduce((changed, { at, text: added }) => changed.slice(0, at) + added + changed.slice(at), text)
}
