import { fileURLToPath } from 'node:url'
import { isRecording, type Mode } from '../../../cassette/mode.ts'
import type { ReplayVariables } from '../../../cassette/replay-variables.ts'
import { providers } from '../../../providers/all-providers.ts'
import { placeholderKey } from '../../../providers/provider.ts'
import { envFiles } from './env-files.ts'
import { isCredentialName } from '../../../redact/recognize/environment-credentials.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The places where variables of the tests come from. */
export interface VariableSources {
  /** Absolute folders with the files of variables: those of a later folder are stronger. */
  readonly roots: readonly string[]
  /** That of the main process. */
  readonly environment: Environment
  /** `test.env` of the configuration. */
  readonly testEnv: Environment
  /** Gives the variables that recordings have noted. */
  readonly noted: () => ReplayVariables
}

/**
 * Variables the test processes get beside the user's, or in place of those in `test.env`.
 *
 * While recording: those of `.env.record` and `.env.record.local` (API keys), and for `refresh` also those of
 * `.env.refresh` and `.env.refresh.local`. A real key is stronger than that of `test.env`, which may be a placeholder.
 *
 * While replaying: those that recordings have noted, and the keys and settings of providers that `.env.record` names. Each
 * credential gets a placeholder.
 * The user's own variables stay, even where they are empty. Only profiles do not: they would lead past the placeholders.
 */
export function testEnvironment(mode: Mode, sources: VariableSources): Record<string, string> {
  return isRecording(mode) ? forRecording(mode, sources) : forReplay(sources)
}

function forRecording(
  mode: 'record' | 'refresh',
  { roots, environment, testEnv }: VariableSources,
): Record<string, string> {
  const isSet = (value: string | undefined): boolean => value !== undefined && value !== ''
  const files = Object.entries(envFiles(mode, roots)).filter(([name]) => !isSet(environment[name]))
  const real = Object.entries(environment).filter(([name, value]) => isSet(testEnv[name]) && isSet(value))
  return Object.fromEntries(
    [...files, ...real]
      .filter(([name]) => !isSet(testEnv[name]) || isCredentialName(name))
      .map(([name, value]) => [name, value ?? '']),
  )
}

function forReplay({ roots, environment, testEnv, noted }: VariableSources): Record<string, string> {
  const own = { ...environment, ...testEnv }
  const named = Object.entries(envFiles('record', roots)).filter(([name, value]) => value !== '' && isSetting(name))
  const needed = Object.entries({ ...noted(), ...Object.fromEntries(named), ...keysNamedIn(roots) })
  const added = needed
    .filter(([name]) => own[name] === undefined && !otherNames(name).some((other) => own[other]))
    .map(([name, value]) => [name, value ?? placeholderOf(name)] as const)
  const emptied = providers
    .filter(({ apiKeys = {} }) => needed.some(([name]) => name in apiKeys))
    .flatMap(({ profiles = [] }) => profiles.filter((name) => own[name]))
  return Object.fromEntries([...added, ...emptied.map((name) => [name, ''] as const)])
}

/** The keys that `.env.record` names: some only decide whether a test runs, and stand in no request. */
export function keysNamedIn(roots: readonly string[]): ReplayVariables {
  const names = Object.entries(envFiles('record', roots)).filter(
    ([name, value]) => value !== '' && isCredentialName(name),
  )
  return Object.fromEntries(names.map(([name]) => [name, null]))
}

function isSetting(name: string): boolean {
  return providers.some(({ settings = [] }) => settings.includes(name))
}

/** SDKs warn when two names of one key are set. */
function otherNames(name: string): readonly string[] {
  return providers.flatMap((provider) => provider.otherNames?.[name] ?? [])
}

function placeholderOf(name: string): string {
  const file = providers.map(({ credentialFiles }) => credentialFiles?.[name]).find((file) => file !== undefined)
  if (file !== undefined) return fileOfPackage(file)
  return providers.map(({ apiKeys }) => apiKeys?.[name]).find((key) => key !== undefined) ?? placeholderKey
}

function fileOfPackage(name: string): string {
  return fileURLToPath(new URL(`dist/${name}`, import.meta.resolve('vitest-cassette/package.json')))
}
