import type { CassetteOwner } from './document.ts'
import { printField } from './print-json.ts'
import { ownerInOrder } from './serialize.ts'

/** The texts and brackets of a JSON document. */
const tokens = /"(?:[^"\\]+|\\.)*"|[{}[\]]/g

/**
 * The text of a cassette with another test. Everything else stays as it is, so that Git sees a renamed file.
 *
 * @param text that of a valid cassette.
 */
export function withOwner(text: string, { file, name }: Pick<CassetteOwner, 'file' | 'name'>): string {
  const { start, end, owner } = findOwner(text)
  const { startedAt } = owner
  const changed = { file, ...(name !== undefined && { name }), ...(startedAt !== undefined && { startedAt }) }
  const isSame = file === owner.file && name === owner.name
  return isSame ? text : text.slice(0, start) + printField('test', ownerInOrder(changed), '  ') + text.slice(end)
}

/** The test of a cassette, and its field in the text. */
function findOwner(text: string): { readonly start: number; readonly end: number; readonly owner: CassetteOwner } {
  let depth = 0
  let start: number | undefined
  let value = 0
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (depth === 1 && token === '"test"' && /^\s*:/.test(text.slice(index + token.length))) start ??= index
    if (token === '{' || token === '[') {
      depth += 1
      if (depth === 2 && start !== undefined) value = index
    } else if (token === '}' || token === ']') {
      depth -= 1
      const end = index + 1
      if (depth === 1 && start !== undefined)
        return { start, end, owner: JSON.parse(text.slice(value, end)) as CassetteOwner }
    }
  }
  throw new Error('a cassette without a test')
}
