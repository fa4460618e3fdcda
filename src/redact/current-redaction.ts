import { isRecording } from '../cassette/mode.ts'
import type { Settings } from '../cassette/settings.ts'
import { isProvidersSecret } from '../providers/find-provider.ts'
import { credentialsOf } from './recognize/environment-credentials.ts'
import { isModulePath } from '../util/module-path.ts'
import { createRedaction, type OwnRedactor, type Redaction } from './redaction.ts'

/** Gives what redacts now: a test may set credentials while it runs. */
export type CurrentRedaction = () => Redaction

/** Credentials that were seen in this process, by value: one that a test takes back is still secret. */
const known = new Map<string, string>()
const built = new Map<string, Redaction>()

/**
 * What redacts in one test, its environment included.
 *
 * @param own the user's functions.
 */
export function currentRedaction(
  { mode, redact, keep }: Pick<Settings, 'mode' | 'redact' | 'keep'>,
  own: readonly OwnRedactor[],
): CurrentRedaction {
  const paths = redact.filter((entry) => !isModulePath(entry))
  const build = (): Redaction => {
    for (const [name, value] of credentialsOf(process.env)) if (!known.has(value)) known.set(value, name)
    const credentials = [...known].map(([value, name]) => [name, value] as const)
    if (own.length > 0) return createRedaction({ credentials, paths, keep, own, isSecretAt: isProvidersSecret })
    // Preparing every form of every credential takes longer than redacting, and most tests have the same.
    const key = JSON.stringify([credentials, paths, keep])
    let redaction = built.get(key)
    if (redaction === undefined)
      built.set(key, (redaction = createRedaction({ credentials, paths, keep, own, isSecretAt: isProvidersSecret })))
    return redaction
  }
  if (isRecording(mode)) return build
  let redaction: Redaction | undefined
  return () => (redaction ??= build())
}
