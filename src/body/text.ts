import type { TextBody } from '../cassette/stored-body.ts'
import type { Codec } from './codec.ts'

/** Any UTF-8 text, unchanged. */
export const text: Codec<TextBody> = {
  read({ text }) {
    return text === undefined ? undefined : { text }
  },

  write({ text }) {
    return text
  },
}
