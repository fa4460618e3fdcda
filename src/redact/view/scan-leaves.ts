import type { Interaction, StoredFailure, StoredHeaders } from '../../cassette/interaction.ts'
import type { StoredBody } from '../../cassette/stored-body.ts'
import { fieldPlace } from '../../util/json-path.ts'
import { shortestText } from '../redact-text.ts'
import { piecesIn } from './pieces.ts'
import { seriesOf } from './series.ts'
import type { Leaf, PathPart } from './leaf.ts'
import { mapBody } from './walk-body.ts'

/** One text of an interaction, for a scanner. */
export interface ScanLeaf {
  readonly field: string
  readonly text: string
  readonly path: readonly PathPart[]
}

/** Every text of an interaction; the pieces of a stream once more as the text they make. */
export function leavesOfInteraction({ lane, step, request, response, failure }: Interaction): ScanLeaf[] {
  return [
    leafOf(['lane'], lane),
    ...(step === undefined ? [] : [leafOf(['step'], step)]),
    leafOf(['request', 'url'], request.url),
    ...headerLeaves(request.headers, 'request'),
    ...bodyLeaves(request.body, ['request', 'body']),
    ...headerLeaves(response?.headers, 'response'),
    ...bodyLeaves(response?.body, ['response', 'body']),
    ...failureLeaves(response?.failure, ['response', 'failure']),
    ...failureLeaves(failure, ['failure']),
  ]
}

/** The place of a text, as `response.body.json.choices[0].text`. */
export function placeOf(path: readonly PathPart[]): string {
  return path.reduce<string>(
    (place, part) => (typeof part === 'number' ? `${place}[${part}]` : fieldPlace(place, part)),
    '',
  )
}

function leafOf(path: readonly PathPart[], text: string): ScanLeaf {
  return { field: String(path.findLast((part) => typeof part === 'string')), text, path }
}

function headerLeaves(headers: StoredHeaders | undefined, top: string): ScanLeaf[] {
  return Object.entries(headers ?? {}).flatMap(([name, values]) =>
    [values].flat().map((value) => leafOf([top, 'headers', name], value)),
  )
}

function failureLeaves(failure: StoredFailure | undefined, path: readonly PathPart[]): ScanLeaf[] {
  if (failure === undefined) return []
  return [leafOf([...path, 'message'], failure.message), ...failureLeaves(failure.cause, [...path, 'cause'])]
}

function joinedText(pieces: ReadonlyArray<{ readonly text: string }>): string {
  return pieces.map(({ text }) => text).join('')
}

function bodyLeaves(body: StoredBody | undefined, path: readonly PathPart[]): ScanLeaf[] {
  if (body === undefined) return []
  const leaves: Leaf[] = []
  mapBody(body, path, (leaf) => {
    leaves.push(leaf)
    return leaf.text
  })
  const joined = seriesOf(leaves).map(({ pieces }) => leafOf(pieces[0]?.path ?? path, joinedText(pieces)))
  const inTexts = leaves.flatMap((leaf) => piecesIn(leaf.text).map((pieces) => leafOf(leaf.path, joinedText(pieces))))
  const single = leaves.filter(({ text }) => text.length >= shortestText).map((leaf) => leafOf(leaf.path, leaf.text))
  // A text that is the same in every event is scanned once.
  return [...new Map([...single, ...joined, ...inTexts].map((leaf) => [`${leaf.field} ${leaf.text}`, leaf])).values()]
}
