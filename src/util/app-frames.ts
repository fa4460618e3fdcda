import { dirname, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lazy } from './lazy.ts'

/** A line of code that has run: its stack is written out only when it is looked at. */
export interface CallSite {
  stack?: string
}

/**
 * Remembers the line that runs now.
 *
 * @param below a function on the stack: only its callers are remembered. Each line costs, and a client has many.
 */
export function callSite(below: CallableFunction = callSite): CallSite {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 80
  const site: CallSite = {}
  Error.captureStackTrace(site, below)
  Error.stackTraceLimit = stackTraceLimit
  return site
}

/** The innermost line of the app at a call site, as a line of a stack. */
export function appLine(site: CallSite = callSite()): string | undefined {
  return linesOfApp(site)[0]
}

/** All lines of the app at a call site, the innermost first. */
export function appFrames(site: CallSite = callSite()): string | undefined {
  const lines = linesOfApp(site)
  return lines.length === 0 ? undefined : lines.join('\n')
}

/** The file and the line that a line of a stack names, for people: `src/agent.ts:41`. */
export function shownLine(line: string | undefined, folder: string): string | undefined {
  const [, file, number] = /(?:\(|^\s*at (?:async )?)((?:file:\/\/)?[^()]+):(\d+):\d+\)?$/.exec(line ?? '') ?? []
  if (file === undefined) return undefined
  return `${relative(folder, file.replace(/^file:\/\//, ''))
    .split(sep)
    .join('/')}:${number}`
}

/** The folder of this code, which a linked package has outside of `node_modules`. */
const ownFolder = lazy(() => dirname(fileURLToPath(import.meta.url)))

/** The lines that are neither Node's, nor ours, nor a package's. */
function linesOfApp({ stack = '' }: CallSite): string[] {
  const lines = stack.split('\n').slice(1)
  return lines.filter(
    (line) => !/node:|[\\/]node_modules[\\/]|<anonymous>(\)?$|:)|native code/.test(line) && !line.includes(ownFolder()),
  )
}
