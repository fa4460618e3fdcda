import { keyRules } from './key-rules.ts'
import { ownKeyShapes, type KeyShape } from './own-key-shapes.ts'

/** Keys that tell by themselves what they are: by the rules of gitleaks, then by our own. */
export const keyShapes: readonly KeyShape[] = [
  ...keyRules.map(([kind, marks, shape, entropy]): KeyShape => ({ kind, marks: marks.split(' '), shape, entropy })),
  ...ownKeyShapes,
]
