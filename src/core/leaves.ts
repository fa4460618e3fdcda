import type { StoredBody, StoredRequest } from './interaction.ts'

/** Paths of a request and what stands there, as `messages[2].content` → `A table for two, please`. */
export type Leaves = ReadonlyMap<string, string>

/** The parts of a request that two requests are compared by, for people: method, URL, and every value of the body. */
export function leavesOf({ method, url, body }: StoredRequest): Leaves {
  const leaves = new Map([
    ['method', method],
    ['url', url],
  ])
  if (body !== undefined) addBody(leaves, body, '')
  return leaves
}

function addBody(leaves: Map<string, string>, body: StoredBody, path: string): void {
  if ('json' in body) addValue(leaves, body.json, path)
  else if ('ndjson' in body) addValue(leaves, body.ndjson, path)
  else if ('text' in body) leaves.set(path || 'body', body.text)
  else if ('multipart' in body) {
    for (const [index, part] of body.multipart.entries()) {
      const name = partName(part.headers) ?? `part[${index}]`
      if (part.body !== undefined) addBody(leaves, part.body, path === '' ? name : `${path}.${name}`)
    }
  } else leaves.set(path || 'body', JSON.stringify(body))
}

function addValue(leaves: Map<string, string>, value: unknown, path: string): void {
  if (Array.isArray(value) && value.length > 0) {
    for (const [index, item] of value.entries()) addValue(leaves, item, `${path}[${index}]`)
  } else if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    for (const [name, field] of Object.entries(value)) addValue(leaves, field, path === '' ? name : `${path}.${name}`)
  } else {
    leaves.set(path || 'body', typeof value === 'string' ? value : JSON.stringify(value))
  }
}

function partName(headers: ReadonlyArray<readonly [string, string]>): string | undefined {
  const disposition = headers.find(([name]) => name.toLowerCase() === 'content-disposition')?.[1]
  return disposition === undefined ? undefined : /\bname="([^"]*)"/.exec(disposition)?.[1]
}
