/** Largest file that is read, in bytes. No test receives as much from a provider, and it fits into memory. */
export const longestText: number = 128 * 1024 * 1024
