/**
 * Source of a pattern for escapes whose last character is a letter or a digit: of JSON in JSON, of an address, of what
 * terminals are sent. What follows one is the beginning of a word.
 */
export const escapes: string = '\\\\[nrtbf]|\\\\u[0-9A-Fa-f]{4}|%[0-9A-Fa-f]{2}|\\[[\\d;]{0,9}m'
