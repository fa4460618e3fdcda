import { resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { CassetteConfigError } from '../errors/cassette-config-error.ts'
import type { NamedNormalizer, Normalizer } from '../match/normalize/normalizer.ts'
import type { ReadyName } from '../cassette/options.ts'
import { isModulePath } from '../util/module-path.ts'
import type { OwnRedactor, Redactor } from '../redact/own-redactors.ts'
import { createMatching } from '../match/matching.ts'
import { redactError } from '../redact/redact-error.ts'
import { SecretMemory } from '../redact/secret-memory.ts'
import { currentRedaction } from '../redact/current-redaction.ts'
import type { TestAttempt } from './test-attempt.ts'

/** Loads modules of the user's as the test files are loaded. */
export interface ModuleLoader {
  readonly importModule: (path: string) => Promise<object>
}

/** The part of an attempt that says how its requests are compared. */
type Prepared = Pick<TestAttempt, 'test' | 'options' | 'comparing'>

/** The functions that modules export, for as long as a test file runs. */
const loaded = new WeakMap<ModuleLoader['importModule'], Map<string, readonly LoadedFunction[]>>()

/**
 * Settles, once and before the first request, how requests are compared: modules of normalizers and redactors are
 * loaded only now, and options that are set later do not count any more. Synchronous when no module is left to load.
 *
 * @throws CassetteConfigError when a module cannot be used, at every call.
 */
export function prepareMatching(attempt: Prepared, loader: ModuleLoader): Promise<void> | undefined {
  const { comparing } = attempt
  if (comparing.isPrepared) return undefined
  if (missingModules(attempt, loader).length === 0) return makeMatching(attempt, loader)
  comparing.preparing ??= loadModules(attempt, loader).then(() => makeMatching(attempt, loader))
  return comparing.preparing
}

/**
 * Loads the modules that comparing needs. Unlike `prepareMatching`, it settles nothing yet.
 *
 * @throws CassetteConfigError when a module cannot be used.
 */
export async function loadModules(attempt: Prepared, loader: ModuleLoader): Promise<void> {
  const modules = modulesOf(loader)
  await Promise.all(
    missingModules(attempt, loader).map(async ({ path, what }) => {
      modules.set(path, await loadModule(path, attempt.test.settings.root, loader.importModule, what))
    }),
  )
}

function makeMatching({ test, options, comparing }: Prepared, loader: ModuleLoader): undefined {
  const { settings } = test
  const modules = modulesOf(loader)
  const normalizers = options.normalize.flatMap((entry): ReadonlyArray<ReadyName | NamedNormalizer> =>
    typeof entry === 'string' && isModulePath(entry)
      ? ((modules.get(entry) ?? []) as readonly NamedNormalizer[])
      : [entryOf(entry)],
  )
  const redactors = settings.redact.flatMap((entry) => (modules.get(entry) ?? []) as readonly OwnRedactor[])
  comparing.memory ??= new SecretMemory()
  const redaction = currentRedaction(settings, redactors, comparing.memory)
  comparing.withoutSecrets = (error) => redactError(error, redaction().text)
  comparing.matching = createMatching(options, normalizers, redaction)
}

/** Takes the secrets out of an error, also of one that the test makes before its first request. */
export function withoutSecrets({ test, comparing }: Pick<Prepared, 'test' | 'comparing'>, error: Error): void {
  if (comparing.withoutSecrets !== undefined) comparing.withoutSecrets(error)
  else redactError(error, currentRedaction(test.settings, [])().text)
}

function modulesOf({ importModule }: ModuleLoader): Map<string, readonly LoadedFunction[]> {
  const known = loaded.get(importModule) ?? new Map<string, readonly LoadedFunction[]>()
  loaded.set(importModule, known)
  return known
}

function missingModules(
  { test, options }: Prepared,
  loader: ModuleLoader,
): Array<{ readonly path: string; readonly what: string }> {
  const normalizers = options.normalize.map((path) => ({ path, what: 'normalizer' }))
  const redactors = test.settings.redact.map((path) => ({ path, what: 'redactor' }))
  const modules = modulesOf(loader)
  return [...normalizers, ...redactors].filter(
    (entry): entry is { path: string; what: string } =>
      typeof entry.path === 'string' && isModulePath(entry.path) && !modules.has(entry.path),
  )
}

function entryOf(entry: string | Normalizer): ReadyName | NamedNormalizer {
  return typeof entry === 'function' ? { name: entry.name || 'normalizer', run: entry } : (entry as ReadyName)
}

interface LoadedFunction {
  readonly name: string
  readonly module: string
  readonly run: Normalizer | Redactor
}

async function loadModule(
  path: string,
  root: string,
  importModule: ModuleLoader['importModule'],
  what: string,
): Promise<LoadedFunction[]> {
  let exported: object
  try {
    exported = await importModule(resolve(root, path))
  } catch (cause) {
    throw new CassetteConfigError(
      `The ${what}s of ${path} cannot be loaded\n\n${reasonOf(cause)}\n\n  A module is named by its path from the root of the project, with its extension,\n  and is loaded as your tests are.`,
      { cause },
    )
  }
  const functions = Object.entries(exported).filter(([, value]) => typeof value === 'function')
  if (functions.length === 0) {
    const example = what === 'redactor' ? 'emails = (text) => …' : 'noRunId = (request) => …'
    throw new CassetteConfigError(`${path} exports no ${what}.\n\n  Export functions from it: export const ${example}`)
  }
  return functions.map(([name, run]: [string, Normalizer | Redactor]) => ({ name, module: path, run }))
}

/** The loader's message, without its colours. */
function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  return stripVTControlCharacters(text).trim().replaceAll(/\s*\n/g, '\n').replaceAll(/^/gm, '  ')
}
