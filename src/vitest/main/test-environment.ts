import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { isRecording, type Mode } from '../../cassette/mode.ts'
import { providers } from '../../providers/all-providers.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Variables for the test processes beside the user's. Recording adds those of `.env.record` and `.env.record.local` (API
 * keys), and `refresh` also those of `.env.refresh` and `.env.refresh.local`. Replaying adds a placeholder for each API
 * key and file of credentials that is not set, because most SDKs throw without one. Variables of the user stay, except
 * profiles while replaying: they would replace the placeholders.
 */
export function testEnvironment(mode: Mode, root: string, own: Environment): Record<string, string> {
  const isSet = (name: string): boolean => own[name] !== undefined && own[name] !== ''
  const added = Object.entries(isRecording(mode) ? envFiles(mode, root) : placeholders(isSet))
  const emptied = isRecording(mode) ? [] : providers.flatMap(({ profiles = [] }) => profiles).filter(isSet)
  return Object.fromEntries([...added.filter(([name]) => !isSet(name)), ...emptied.map((name) => [name, ''])])
}

function placeholders(isSet: (name: string) => boolean): Record<string, string> {
  const rows = providers.flatMap(({ apiKeys = {}, otherNames = {}, credentialFiles = {} }) => [
    ...Object.entries(apiKeys).filter(([name]) => !otherNames[name]?.some(isSet)),
    ...Object.entries(credentialFiles).map(([name, file]) => [name, fileOfPackage(file)] as const),
  ])
  return Object.fromEntries(rows)
}

function fileOfPackage(name: string): string {
  return fileURLToPath(new URL(`dist/${name}`, import.meta.resolve('vitest-cassette/package.json')))
}

function envFiles(mode: Mode, root: string): Record<string, string> {
  const modes = mode === 'refresh' ? ['record', 'refresh'] : ['record']
  const names = modes.flatMap((name) => [`.env.${name}`, `.env.${name}.local`])
  const files = names.map((name) => join(root, name)).filter((path) => existsSync(path))
  return Object.assign({}, ...files.map((path) => parseEnv(readFileSync(path, 'utf8').replace(/^\ufeff/, ''))))
}
