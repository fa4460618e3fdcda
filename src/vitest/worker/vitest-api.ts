/**
 * Vitest as the test files import it. The generated setup file passes it on: to resolve it from here costs every test file
 * a millisecond, and may find another copy.
 */
export type VitestApi = typeof import('vitest')
