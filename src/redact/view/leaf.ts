/** One text in a stored body, and where it stands. */
export interface Leaf {
  readonly text: string
  /** Field that holds it, when it is a value of an object. */
  readonly field?: string
  /** From the top of the interaction, as `['response', 'body', 'json', 'choices', 0]`. */
  readonly path: readonly PathPart[]
  /**
   * Leaves with the same one are pieces of one text: the same field of the events of a stream, of one choice, one block,
   * one tool call. Absent where nothing can be cut in pieces.
   */
  readonly series?: string
  /** Stands for a number: only its place can make it secret. */
  readonly isNumber?: true
}

export type PathPart = string | number

/** Gives a leaf's new text, or the same. */
export type MapLeaf = (leaf: Leaf) => string

/** The beginning of the series of a list that is no stream. */
export const listMark = 'list:'

/** The members of a JSON Web Key that are secret. */
export const privateMember: RegExp = /^(d|p|q|dp|dq|qi|k)$/
/** The name that says what they are. */
export const privateKey = 'privateKey'
