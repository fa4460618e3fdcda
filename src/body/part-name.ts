/** The name of a part of a form, from its `content-disposition`. */
export function partName(headers: ReadonlyArray<readonly [name: string, value: string]>): string | undefined {
  const disposition = headers.find(([name]) => name.toLowerCase() === 'content-disposition')?.[1]
  return disposition === undefined ? undefined : /\bname="([^"]*)"/.exec(disposition)?.[1]
}

/** How a part of a form is called in paths: by its name, or by its place among the parts. */
export function partPlace(headers: ReadonlyArray<readonly [name: string, value: string]>, index: number): string {
  return partName(headers) ?? `part ${index + 1}`
}
