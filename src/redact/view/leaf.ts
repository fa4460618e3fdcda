/** One text in a stored body, and where it stands. */
export interface Leaf {
  readonly text: string
  /** Field that holds it, when it is a value of an object. */
  readonly field: string | undefined
  readonly place: Place
  /**
   * Leaves with the same one are pieces of one text: the same field of the events of a stream, of one choice, one block,
   * one tool call. Absent where nothing can be cut in pieces.
   */
  readonly series: string | undefined
  /** Stands for a number: only its place can make it secret. */
  readonly isNumber: boolean
}

/** A leaf. All have the same fields, in the same order: a body has many, and each is looked at several times. */
export function leafOf(text: string, place: Place, series?: string, field?: string, isNumber = false): Leaf {
  return { text, field, place, series, isNumber }
}

export type PathPart = string | number

/** Where a text stands, from its last part upwards: a body has many texts, and the whole paths of few are needed. */
export interface Place {
  readonly above: Place | undefined
  readonly part: PathPart
}

/** The path from the top of the interaction, as `['response', 'body', 'json', 'choices', 0]`. */
export function pathTo(place: Place): PathPart[] {
  const path: PathPart[] = []
  for (let at: Place | undefined = place; at !== undefined; at = at.above) path.push(at.part)
  return path.reverse()
}

/** The place at the end of a path. */
export function placeAt(first: PathPart, ...rest: readonly PathPart[]): Place {
  return rest.reduce<Place>(below, { above: undefined, part: first })
}

/** A part of what stands at a place. */
export function below(above: Place, part: PathPart): Place {
  return { above, part }
}

/** Gives a leaf's new text, or the same. */
export type MapLeaf = (leaf: Leaf) => string

/** The beginning of the series of a list that is no stream. */
export const listMark = 'list:'

/** The members of a JSON Web Key that are secret. */
export const privateMember: RegExp = /^(d|p|q|dp|dq|qi|k)$/
/** The name that says what they are. */
export const privateKey = 'privateKey'
