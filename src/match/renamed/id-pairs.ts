import { isRecord } from '../../util/same-value.ts'
import type { RequestView } from '../view/request-view.ts'
import { isMintedName } from './minted-ids.ts'

/** A recorded id and the one that a request has in its place. */
export interface IdPair {
  readonly recorded: string
  readonly asked: string
}

/**
 * The different ids of two requests that have the same structure: those in fields that a client may mint. `undefined` when
 * the structure differs.
 */
export function idPairs(recorded: RequestView, asked: RequestView): IdPair[] | undefined {
  const pairs: IdPair[] = []
  return collect(recorded.body, asked.body, { name: '', parent: '' }, pairs) ? pairs : undefined
}

/** The name of the field that holds a value, and that of the field around its object. */
interface Field {
  readonly name: string
  readonly parent: string
}

function collect(recorded: unknown, asked: unknown, field: Field, pairs: IdPair[]): boolean {
  if (typeof recorded === 'string' && typeof asked === 'string') {
    if (recorded !== asked && isMintedName(field.name, field.parent)) pairs.push({ recorded, asked })
    return true
  }
  if (Array.isArray(recorded) && Array.isArray(asked))
    return recorded.length === asked.length && recorded.every((item, at) => collect(item, asked[at], field, pairs))
  if (!isRecord(recorded) || !isRecord(asked)) return recorded === asked
  const names = Object.keys(recorded)
  return (
    names.length === Object.keys(asked).length &&
    names.every(
      (name) => Object.hasOwn(asked, name) && collect(recorded[name], asked[name], { name, parent: field.name }, pairs),
    )
  )
}
