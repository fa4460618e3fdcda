import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { isRecording, type Mode } from '../../core/mode.ts'
import { providers } from '../../providers/index.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Variables the test processes get beside the user's: while recording, those of `.env.record` and `.env.record.local`
 * (API keys), and for `refresh` also those of `.env.refresh` and `.env.refresh.local`; while replaying, a placeholder
 * for each API key that is not set, since most SDKs throw without one. What the user has set stays.
 */
export function testEnvironment(mode: Mode, root: string, own: Environment): Record<string, string> {
  const added = isRecording(mode) ? envFiles(mode, root) : Object.assign({}, ...providers.map(({ apiKeys }) => apiKeys))
  return Object.fromEntries(
    Object.entries(added as Record<string, string>).filter(([name]) => own[name] === undefined || own[name] === ''),
  )
}

function envFiles(mode: Mode, root: string): Record<string, string | undefined> {
  const modes = mode === 'refresh' ? ['record', 'refresh'] : ['record']
  const names = modes.flatMap((name) => [`.env.${name}`, `.env.${name}.local`])
  const files = names.map((name) => join(root, name)).filter((path) => existsSync(path))
  return Object.assign({}, ...files.map((path) => parseEnv(readFileSync(path, 'utf8'))))
}
