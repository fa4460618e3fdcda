/** What can stand for a `{name}` in a text. */
export type Params = Readonly<Record<string, string | number | boolean>>

/** Puts values in the place of their names. An unknown name stays as it is, and what a value holds is not looked at again. */
export function fillParams(text: string, params: Params = {}): string {
  return text.replaceAll(/\{([^{}]+)\}/g, (place, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : place,
  )
}
