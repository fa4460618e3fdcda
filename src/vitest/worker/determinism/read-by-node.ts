import { dirname } from 'node:path'
import { getCallSites } from 'node:util'

/** Frames that are looked at: those of this folder, and the caller. */
const frames = 8

/**
 * Whether Node's own code reads the time now, not the test: `fetch` reads it at the end of an answer, and how often it does
 * differs from one version of Node to the next.
 */
export function isReadByNode(): boolean {
  const [own, ...others] = getCallSites(frames).map(({ scriptName }) => scriptName)
  const caller = others.find((script) => script !== '' && dirname(script) !== dirname(own ?? ''))
  return caller?.startsWith('node:') === true
}
