import { isRecording } from '../../cassette/mode.ts'
import type { Settings } from '../../cassette/settings.ts'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import { hasProxyDispatcher } from '../internals/undici-internals.ts'

/**
 * The error of a request that came through a tunnel and cannot be recorded: its client has a proxy of its own, and the
 * live call would go without one.
 */
export function withoutProxy(
  url: URL,
  { mode, upstream }: Pick<Settings, 'mode' | 'upstream'>,
): CassetteConfigError | undefined {
  if (!isRecording(mode) || upstream[url.origin] !== undefined || upstream['*'] !== undefined || hasProxyDispatcher())
    return undefined
  return new CassetteConfigError(
    `Cannot record ${url.host}: its client uses a proxy of its own, which live calls do not know\n\n  Name the proxy in the environment while recording: HTTPS_PROXY=…, and NODE_USE_ENV_PROXY=1\n  or setGlobalDispatcher(new EnvHttpProxyAgent()) of undici.`,
  )
}
