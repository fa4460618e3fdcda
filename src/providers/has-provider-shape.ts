import { providers } from './all-providers.ts'
import { isPath } from './is-path.ts'
import { isRecord } from './request-fields.ts'

const shapes = providers.flatMap(({ shapes = [] }) => shapes)

/**
 * Says whether a request is one of a provider by its path and by the fields of its body: a path alone may be the user's own
 * API, such as the `POST /responses` of a form.
 *
 * @param type the `content-type`.
 */
export function hasProviderShape(url: URL, type: string, body: string): boolean {
  const possible = shapes.filter(({ path }) => isPath(path, url))
  if (possible.length === 0) return false
  const has = fieldsOf(type, body)
  return possible.some(({ fields }) => fields.every((names) => names.split('|').some(has)))
}

/** Asks for the fields of a body. */
function fieldsOf(type: string, body: string): (name: string) => boolean {
  if (/^multipart\//i.test(type)) return (name) => body.includes(`name="${name}"`) || body.includes(`name=${name}\r\n`)
  const json = parsed(body)
  return (name) => isRecord(json) && Object.hasOwn(json, name)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
