import type { TextBody } from '../cassette/interaction.ts'
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
