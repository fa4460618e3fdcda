/** The name of a part of a form, from its `content-disposition`. */
export function partName(headers: ReadonlyArray<readonly [name: string, value: string]>): string | undefined {
  const disposition = headers.find(([name]) => name.toLowerCase() === 'content-disposition')?.[1]
  return disposition === undefined ? undefined : /\bname="([^"]*)"/.exec(disposition)?.[1]
}

/** The name of a form's part in paths: its own name, or its position among the parts. */
export function partPlace(headers: ReadonlyArray<readonly [name: string, value: string]>, index: number): string {
  return partName(headers) ?? `part ${index + 1}`
}
