import { statSync } from 'node:fs'
import type { Interaction } from '../../cassette/interaction.ts'
import { isCassetteError } from '../../errors/is-cassette-error.ts'
import type { CassetteOwner } from '../../format/document.ts'
import { wrongSays } from '../../format/layout/wrong-says.ts'
import type { ParsedFile } from '../../format/parse.ts'
import { attachBodies } from '../../store/bodies/detached-bodies.ts'
import { readCassetteFile } from '../../store/cassette-file.ts'
import { shownPath, type StoreFolders } from '../../store/paths.ts'
import type { Finding } from './finding.ts'
import { saysWarnings, secretsInSays } from './says-findings.ts'

/** Result of checking one cassette. */
export interface CheckedCassette {
  /** Path relative to the root. */
  readonly file: string
  readonly bytes: number
  readonly interactions: number
  readonly problems: readonly Finding[]
  /** Findings that do not fail the check. */
  readonly warnings: readonly Finding[]
}

/** Result of checking the content of one cassette. Nobody has judged yet whether a test has it. */
export interface CheckedContent extends CheckedCassette {
  /** The test that it names; absent when it cannot be read. */
  readonly test?: CassetteOwner
}

/** Checks of a readable cassette. */
export interface Inspection {
  readonly findSecrets: (interactions: readonly Interaction[]) => Promise<readonly Finding[]>
  readonly findWarnings: (interactions: readonly Interaction[]) => readonly Finding[]
}

/**
 * Reads and checks one cassette.
 *
 * @throws the system's error when the file cannot be read.
 */
export async function checkCassette(
  path: string,
  folders: StoreFolders,
  { findSecrets, findWarnings }: Inspection,
): Promise<CheckedContent> {
  const file = shownPath(folders.root, path)
  const facts = { file, bytes: statSync(path).size }
  let parsed: ParsedFile | undefined
  let interactions: readonly Interaction[]
  try {
    parsed = readCassetteFile(path, file)
    interactions = attachBodies(path, parsed?.document.interactions ?? [], file)
  } catch (error) {
    if (!isCassetteError(error, 'CASSETTE_FORMAT')) throw error
    const { at, reason } = error.fields
    return { ...facts, interactions: 0, problems: [{ at, rule: 'format', message: reason }], warnings: [] }
  }
  if (parsed === undefined) return { ...facts, interactions: 0, problems: [], warnings: [] }
  const wrong = wrongSays(parsed)
  return {
    ...facts,
    interactions: interactions.length,
    problems: [...(await findSecrets(interactions)), ...(await secretsInSays(wrong, interactions, findSecrets))],
    warnings: [...findWarnings(interactions), ...saysWarnings(wrong)],
    test: parsed.document.test,
  }
}
