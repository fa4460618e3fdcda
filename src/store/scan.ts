import type { AllowedSecret } from '../cassette/options.ts'
import type { Interaction } from '../cassette/interaction.ts'
import { lazy } from '../util/lazy.ts'
import { covers, parseJsonPath } from '../util/json-path.ts'
import { requireModule } from '../util/require-module.ts'
import type { FoundSecret } from '../errors/unsafe-cassette-error.ts'
import { escapes } from '../redact/escapes.ts'
import { placeholderPattern } from '../redact/placeholder.ts'
import { pathTo } from '../redact/view/leaf.ts'
import { leavesOfInteraction, placeOf, type ScanLeaf } from '../redact/view/scan-leaves.ts'
import { hasScanMark, markedVersion } from './scan-marks.ts'

/** Finds texts in an interaction that look like secrets. */
export type Scan = (interaction: Interaction) => Promise<FoundSecret[]>

const id = '@secretlint/secretlint-rule-preset-recommend'

/** Rules of another version may look for more than the marks say. */
const isMarkedVersion = lazy(
  () => (requireModule(`${id}/package.json`) as { readonly version: string }).version === markedVersion,
)

/** Loaded for the first text with a mark. */
const scanner = lazy(() => {
  const { lintSource } = requireModule('@secretlint/core') as typeof import('@secretlint/core')
  const { creator } = requireModule(id) as typeof import('@secretlint/secretlint-rule-preset-recommend')
  turnProfilerOff()
  const config = { rules: [{ id, rule: creator }] }
  return { lintSource, config }
})

/**
 * Secretlint marks each step of each scan on the timeline of the process, and keeps the marks for ever: 90 for a cassette.
 * The timeline belongs to the app.
 */
function turnProfilerOff(): void {
  try {
    const { secretLintProfiler } = requireModule('@secretlint/profiler', '@secretlint/core') as {
      readonly secretLintProfiler: { readonly setEnabled: (isEnabled: boolean) => void }
    }
    secretLintProfiler.setEnabled(false)
  } catch {
    // A version without it scans all the same.
  }
}

/**
 * Scans with the recommended rules of secretlint. Each text is scanned with the name of its field before it, and the
 * pieces of a stream also as one joined text.
 *
 * @param allowed the user's exceptions.
 * @see https://github.com/secretlint/secretlint
 */
export function createScan(allowed: readonly AllowedSecret[]): Scan {
  const rules = allowed.map(({ rule, path }) => ({ rule, path: path === undefined ? undefined : parseJsonPath(path) }))
  const isAllowed = (name: string, leaf: ScanLeaf): boolean =>
    rules.some(
      ({ rule, path }) =>
        (rule === undefined || rule === name) && (path === undefined || covers(path, pathTo(leaf.place))),
    )
  return async (interaction) => {
    const leaves = leavesOfInteraction(interaction).flatMap((leaf) =>
      spellings(leaf.text).map((text) => ({ ...leaf, text })),
    )
    const starts: number[] = []
    let content = ''
    for (const { field, text } of leaves) {
      starts.push(content.length)
      // `user:[REDACTED:password]@host` looks like a password.
      content += `${field}: ${text}\n`.replaceAll(placeholders, '')
    }
    if (isMarkedVersion() && !hasScanMark(content)) return []
    const { lintSource, config } = scanner()
    // Secretlint takes orders from comments. Those of an answer or a prompt are not the user's.
    const withoutOrders = content.replaceAll('secretlint-', 'secretlint_')
    const source = { content: withoutOrders, filePath: 'cassette.txt', ext: '.txt', contentType: 'text' as const }
    const { messages } = await lintSource({ source, options: { config, noPhysicFilePath: true } })
    const found = messages.flatMap(({ ruleId, range }) => {
      const leaf = leaves[starts.findLastIndex((start) => start <= range[0])]
      const rule = ruleId.replace(/^.*secretlint-rule-/, '')
      if (leaf === undefined || isAllowed(rule, leaf)) return []
      return [{ at: placeOf(pathTo(leaf.place)), rule, excerpt: masked(content.slice(range[0], range[1])) }]
    })
    return [...new Map(found.map((secret) => [`${secret.at} ${secret.rule} ${secret.excerpt}`, secret])).values()]
  }
}

/** A text, and its form without escapes if it has any: a scanner takes the last letter of an escape for a part of a word. */
function spellings(text: string): string[] {
  const plain = text.replaceAll(escape, ' ')
  return plain === text ? [text] : [text, plain]
}

const escape = new RegExp(escapes, 'g')

const placeholders = new RegExp(placeholderPattern, 'g')

/** The first characters of a secret and its length. */
function masked(text: string): string {
  const head = text.slice(0, Math.min(5, Math.floor(text.length / 4))).replaceAll(/\s/g, ' ')
  return `${head}…(${text.length} characters)`
}
