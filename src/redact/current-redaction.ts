import { isRecording } from '../cassette/mode.ts'
import type { Settings } from '../cassette/settings.ts'
import { isProvidersSecret } from '../providers/find-provider.ts'
import { credentialsOf } from './recognize/environment-credentials.ts'
import { isModulePath } from '../util/module-path.ts'
import type { OwnRedactor } from './own-redactors.ts'
import { createRedaction, type Redaction } from './redaction.ts'
import type { SecretMemory } from './secret-memory.ts'

/** Gives what redacts now: a test may set credentials while it runs. */
export type CurrentRedaction = () => Redaction

/** Credentials that were seen in this process, by value: one that a test takes back is still secret. */
const known = new Map<string, string>()

/**
 * Gives the redaction of one test, which knows the credentials of the environment.
 *
 * @param own the user's functions.
 * @param memory the secrets of the test's cassette.
 */
export function currentRedaction(
  { mode, redact, keep }: Pick<Settings, 'mode' | 'redact' | 'keep'>,
  own: readonly OwnRedactor[],
  memory?: SecretMemory,
): CurrentRedaction {
  const paths = redact.filter((entry) => !isModulePath(entry))
  let redaction: Redaction | undefined
  let count = 0
  return () => {
    if (redaction !== undefined && !isRecording(mode)) return redaction
    for (const [name, value] of credentialsOf(process.env)) if (!known.has(value)) known.set(value, name)
    if (redaction !== undefined && known.size === count) return redaction
    count = known.size
    const credentials = [...known].map(([value, name]) => [name, value] as const)
    redaction = createRedaction({
      credentials,
      paths,
      keep,
      own,
      isSecretAt: isProvidersSecret,
      ...(memory && { memory }),
    })
    return redaction
  }
}
