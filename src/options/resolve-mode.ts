import { isRecording, modes, type Mode } from '../cassette/mode.ts'
import type { ModeSource } from '../errors/pages/call-page.ts'
import { CassetteConfigError } from '../errors/cassette-config-error.ts'
import { editDistance } from '../util/edit-distance.ts'
import { isCutOrLonger, suggestion } from '../util/nearest-word.ts'
import { defaultMode } from './definitions.ts'

/** The places a mode can come from, strongest first. */
export interface ModeSources {
  /** The word of `vitest --mode`: Vite's, and ours when it is one of our words. */
  readonly cli: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly option: string | undefined
}

/** The mode of a run, and where it came from. */
export interface ResolvedMode {
  readonly mode: Mode
  readonly source: ModeSource
  /** A refresh rewrites answers that say the same too. */
  readonly rewritesAll?: true
}

/** A refresh that rewrites all. It is a word of one run, and no mode of a project. */
const refreshAll = 'refresh-all'

/** Words of `--mode` that are ours. `off` is not: leaving the plugin out of one run is `CASSETTE_MODE=off`. */
const cliWords: readonly string[] = ['replay', 'record', 'refresh', refreshAll]

/**
 * The mode of a run, and where it came from.
 *
 * @throws CassetteConfigError for a word that is no mode, and for recording in CI without approval.
 */
export function resolveMode({ cli, environment, option }: ModeSources): ResolvedMode {
  const resolved =
    fromCli(cli) ?? fromWord(environment['CASSETTE_MODE'], 'CASSETTE_MODE') ?? fromWord(option, 'plugin option')
  const found: ResolvedMode = resolved ?? { mode: defaultMode, source: 'default' }
  const { mode, source } = found
  if (isRecording(mode) && isCi(environment) && environment['CASSETTE_ALLOW_CI_RECORD'] !== '1') {
    throw new CassetteConfigError(
      `Recording in CI is refused: CI is set, and the mode is ${mode} (${source}).\n\n  Record on your machine and commit the cassettes, or set CASSETTE_ALLOW_CI_RECORD=1 for this run.`,
    )
  }
  return found
}

/** Whether a word of `--mode` is ours, so that the user's code must not see it. */
export function isOurWord(word: string): boolean {
  return cliWords.includes(normalized(word))
}

/** Any other word is the user's own Vite mode, unless it looks like a slip: replaying silently would hide it. */
function fromCli(word: string): ResolvedMode | undefined {
  const name = normalized(word)
  if (cliWords.includes(name)) return named(name, '--mode')
  // Vitest says it where nobody gives a word. Nothing is loaded for it.
  if (name === 'test') return undefined
  if (name === 'off' || isSlip(name, 'off'))
    throw new CassetteConfigError(
      `"${word}" is no word of --mode.\n\n  Leave the plugin out of a run with CASSETTE_MODE=off`,
    )
  if (cliWords.some((mode) => isSlip(name, mode)))
    throw new CassetteConfigError(`Unknown mode "${word}" (--mode).${suggestion(name, cliWords)}`)
  return undefined
}

/**
 * One edit away, two letters swapped, or the word cut short or longer, as `recording`: `report` and `staging` are words
 * of their own, and so is `offline`.
 */
function isSlip(name: string, mode: string): boolean {
  const count = editDistance(name, mode)
  const isSwapped = count === 2 && [...name].sort().join('') === [...mode].sort().join('')
  return count === 1 || isSwapped || (mode !== 'off' && isCutOrLonger(name, mode))
}

function fromWord(word: string | undefined, source: ModeSource): ResolvedMode | undefined {
  const name = normalized(word ?? '')
  const words: readonly string[] = [...modes, refreshAll]
  if (name === '') return undefined
  if (words.includes(name)) return named(name, source)
  throw new CassetteConfigError(`Unknown mode "${word}" (${source}).${suggestion(name, words)}`)
}

function named(name: string, source: ModeSource): ResolvedMode {
  return name === refreshAll ? { mode: 'refresh', source, rewritesAll: true } : { mode: name as Mode, source }
}

function normalized(word: string): string {
  return word.trim().toLowerCase()
}

/** Whether the run is one of a CI service. */
export function isCi(environment: ModeSources['environment']): boolean {
  const value = normalized(environment['CI'] ?? '')
  return value !== '' && value !== 'false' && value !== '0'
}
