import { createScan } from '../../store/scan.ts'
import type { ChosenCassettes } from '../chosen-cassettes.ts'
import { projectRedaction } from '../project-redaction.ts'
import { ageWarnings } from './age-warnings.ts'
import { checkCassette, type CheckedContent } from './check-cassette.ts'
import { requestWarnings } from './request-warnings.ts'
import { secretProblems } from './secret-problems.ts'

/** What a check depends on beside the files. Plain data, because it travels to threads. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Milliseconds since 1970. */
  readonly now: number
}

/**
 * Checks the contents of cassettes, in their order.
 *
 * @throws CassetteConfigError when a module of `redact` cannot be loaded, and the system's error when a file cannot be read.
 */
export async function checkContents(
  chosen: readonly ChosenCassettes[],
  { environment, now }: Surroundings,
): Promise<CheckedContent[]> {
  const checked: CheckedContent[] = []
  for (const { settings, paths } of chosen) {
    const redaction = (await projectRedaction(settings, environment))()
    const scan = createScan(settings.allowSecrets)
    for (const path of paths)
      checked.push(
        await checkCassette(path, settings, {
          findSecrets: (interactions) => secretProblems(interactions, redaction, scan),
          findWarnings: (interactions) => [
            ...ageWarnings(interactions, settings.maxAge, now),
            ...requestWarnings(interactions),
          ],
        }),
      )
  }
  return checked
}
