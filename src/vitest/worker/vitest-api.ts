/**
 * Vitest as the test files import it. Given by what stands in for the setup file: to find it from our own place costs every
 * test file a millisecond, and may find another copy.
 */
export type VitestApi = typeof import('vitest')
