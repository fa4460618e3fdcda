/** The section of the docs about an error, as the installed package holds it: it needs no network. */
export function docsPlace({ code }: { readonly code: string }): string {
  return `node_modules/vitest-cassette/docs/errors.md#${code.toLowerCase()}`
}

/** The page of an error that stands alone, outside of a run of tests. The end of a run names each section once. */
export function aloneMessage(error: { readonly code: string; readonly message: string }): string {
  return `${error.message}\n\n  Explained in ${docsPlace(error)}`
}
