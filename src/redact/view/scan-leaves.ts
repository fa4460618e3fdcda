import type { Interaction, StoredFailure, StoredHeaders } from '../../cassette/interaction.ts'
import type { StoredBody } from '../../cassette/stored-body.ts'
import { fieldPlace } from '../../util/json-path.ts'
import { shortestText } from '../redact-text.ts'
import { piecesIn } from './pieces.ts'
import { joinedText, seriesOf } from './series.ts'
import { below, placeAt, type Leaf, type PathPart, type Place } from './leaf.ts'
import { mapBody } from './walk-body.ts'

/** One text of an interaction, for a scanner. */
export interface ScanLeaf {
  readonly field: string
  readonly text: string
  readonly place: Place
}

/** Every text of an interaction; the pieces of a stream once more as the text they make. */
export function leavesOfInteraction({ lane, step, request, response, failure }: Interaction): ScanLeaf[] {
  return [
    leafOf(placeAt('lane'), lane),
    ...(step === undefined ? [] : [leafOf(placeAt('step'), step)]),
    leafOf(placeAt('request', 'url'), request.url),
    ...headerLeaves(request.headers, placeAt('request', 'headers')),
    ...bodyLeaves(request.body, placeAt('request', 'body')),
    ...headerLeaves(response?.headers, placeAt('response', 'headers')),
    ...bodyLeaves(response?.body, placeAt('response', 'body')),
    ...failureLeaves(response?.failure, placeAt('response', 'failure')),
    ...failureLeaves(failure, placeAt('failure')),
  ]
}

/** The place of a text, as `response.body.json.choices[0].text`. */
export function placeOf(path: readonly PathPart[]): string {
  return path.reduce<string>(
    (place, part) => (typeof part === 'number' ? `${place}[${part}]` : fieldPlace(place, part)),
    '',
  )
}

function leafOf(place: Place, text: string): ScanLeaf {
  let named: Place = place
  while (typeof named.part !== 'string' && named.above !== undefined) named = named.above
  return { field: String(named.part), text, place }
}

function headerLeaves(headers: StoredHeaders | undefined, place: Place): ScanLeaf[] {
  return Object.entries(headers ?? {}).flatMap(([name, values]) =>
    [values].flat().map((value) => leafOf(below(place, name), value)),
  )
}

function failureLeaves(failure: StoredFailure | undefined, place: Place): ScanLeaf[] {
  if (failure === undefined) return []
  return [leafOf(below(place, 'message'), failure.message), ...failureLeaves(failure.cause, below(place, 'cause'))]
}

function bodyLeaves(body: StoredBody | undefined, place: Place): ScanLeaf[] {
  if (body === undefined) return []
  const leaves: Leaf[] = []
  mapBody(body, place, (leaf) => {
    leaves.push(leaf)
    return leaf.text
  })
  const distinct = new DistinctLeaves()
  for (const leaf of leaves) if (leaf.text.length >= shortestText) distinct.add(leafOf(leaf.place, leaf.text))
  const single = [...distinct.leaves]
  for (const { pieces } of seriesOf(leaves)) distinct.add(leafOf(pieces[0]?.place ?? place, joinedText(pieces)))
  for (const leaf of single)
    for (const pieces of piecesIn(leaf.text)) distinct.add(leafOf(leaf.place, joinedText(pieces)))
  return distinct.leaves
}

/** A text that is the same in every event is scanned once. Its place is the last one. */
class DistinctLeaves {
  readonly leaves: ScanLeaf[] = []
  /** Where each leaf is in the list, by its field and its text. */
  readonly #known = new Map<string, Map<string, number>>()

  add(leaf: ScanLeaf): void {
    let texts = this.#known.get(leaf.field)
    if (texts === undefined) this.#known.set(leaf.field, (texts = new Map()))
    const at = texts.get(leaf.text)
    if (at === undefined) texts.set(leaf.text, this.leaves.push(leaf) - 1)
    else this.leaves[at] = leaf
  }
}
