import { resolve } from 'node:path'
import type { Settings } from '../cassette/settings.ts'
import { CassetteConfigError } from '../errors/cassette-config-error.ts'
import { isProvidersSecret } from '../providers/find-provider.ts'
import { credentialsOf } from '../redact/recognize/environment-credentials.ts'
import { isModulePath } from '../util/module-path.ts'
import { envFiles } from '../vitest/main/variables/env-files.ts'
import type { SecretMemory } from '../redact/secret-memory.ts'
import type { OwnRedactor, Redactor } from '../redact/own-redactors.ts'
import { createRedaction, type Redaction } from '../redact/redaction.ts'

/** Gives what redacts one cassette: with its memory as it would be recorded, without one to look only. */
export type ProjectRedaction = (memory?: SecretMemory) => Redaction

/**
 * What redacts in a project, outside of its tests.
 *
 * @throws CassetteConfigError when a module of `redact` cannot be loaded.
 */
export async function projectRedaction(
  { root, redact, keep }: Settings,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ProjectRedaction> {
  const own = await Promise.all(redact.filter(isModulePath).map((path) => loadRedactors(root, path)))
  const options = {
    // Recording runs also used the credentials of `.env.record`.
    credentials: credentialsOf({ ...envFiles('refresh', [root]), ...environment }),
    paths: redact.filter((entry) => !isModulePath(entry)),
    keep,
    own: own.flat(),
    isSecretAt: isProvidersSecret,
  }
  return (memory) => createRedaction({ ...options, ...(memory && { memory }) })
}

async function loadRedactors(root: string, path: string): Promise<OwnRedactor[]> {
  try {
    const exported = (await import(resolve(root, path))) as Record<string, unknown>
    return Object.entries(exported).flatMap(([name, run]) =>
      typeof run === 'function' ? [{ name, module: path, run: run as Redactor }] : [],
    )
  } catch (cause) {
    throw new CassetteConfigError(
      `The redactors of ${path} cannot be loaded: ${(cause as Error).message}\n\n  Here they are loaded by Node alone: write them so that it can read them.`,
      { cause },
    )
  }
}
