/**
 * Values by the names that stand in a text as `{name}`.
 *
 * @see docs/steps.md
 */
export type Params = Readonly<Record<string, string | number | boolean>>

/** Replaces each `{name}` with its value. An unknown name stays, and a value is not searched for names. */
export function fillParams(text: string, params: Params = {}): string {
  return text.replaceAll(/\{([^{}]+)\}/g, (place, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : place,
  )
}
