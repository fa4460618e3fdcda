import type { Interaction } from '../../cassette/interaction.ts'
import { convertInteraction } from '../../import/convert-interaction.ts'
import type { ForeignInteraction, Loss, Recording } from '../../import/recording.ts'
import { recordable, type Recordable } from '../../intercept/recordable.ts'
import { hasProviderShape } from '../../providers/has-provider-shape.ts'
import type { Redaction } from '../../redact/redaction.ts'
import { SecretMemory } from '../../redact/secret-memory.ts'
import { hasCassette, saveCassette } from '../../store/cassette-file.ts'
import { withLock } from '../../store/lock.ts'
import { lockPath, shownPath } from '../../store/paths.ts'
import type { Scan } from '../../store/scan.ts'
import type { ProjectRedaction } from '../project-redaction.ts'
import type { ImportTarget } from './import-plan.ts'
import { faultOf, type ReadRecording } from './read-recordings.ts'
import type { ChosenFile } from './recording-files.ts'

/** A recording as a part of one cassette. */
export interface ImportedPart {
  readonly file: ChosenFile
  readonly format: string
  readonly interactions: readonly Interaction[]
  readonly losses: readonly Loss[]
}

/** Result of importing one cassette. It is written whole when there are no problems, else not at all. */
export interface ImportedCassette {
  readonly target: ImportTarget
  readonly parts: readonly ImportedPart[]
  readonly problems: readonly string[]
}

export interface ImportOptions {
  readonly redactionOf: ProjectRedaction
  readonly scan: Scan
  readonly now: Date
  readonly isDryRun: boolean
  /** Replaces an existing cassette. */
  readonly isOverwriting: boolean
}

/** Imports the recordings of one test. */
export async function importCassette(
  target: ImportTarget,
  sources: readonly ReadRecording[],
  options: ImportOptions,
): Promise<ImportedCassette> {
  const memory = new SecretMemory()
  const redaction = options.redactionOf(memory)
  const once: ImportedPart[] = []
  const problems: string[] = []
  for (const { file, recording, fault } of sources) {
    try {
      if (recording !== undefined) once.push({ file, ...convert(recording, target, redaction, options.now) })
      else problems.push(`${file.shown}   ${fault}`)
    } catch (error) {
      problems.push(`${file.shown}   ${faultOf(error)}`)
    }
  }
  // A later interaction may tell that a text in an earlier one is a secret.
  const parts = once.map((part) => ({ ...part, interactions: part.interactions.map(redaction.interaction) }))
  const interactions = parts.flatMap((part) => part.interactions)
  if (problems.length === 0) problems.push(...(await problemsOf(interactions, target, options)))
  if (problems.length === 0 && !options.isDryRun) problems.push(...write(target, interactions))
  return { target, parts, problems }
}

function convert(
  { format, interactions: stored, losses: known }: Recording,
  { settings }: ImportTarget,
  redaction: Redaction,
  now: Date,
): Omit<ImportedPart, 'file'> {
  const isRecordable = recordable(settings)
  const headers = settings.matchHeaders.map((name) => name.toLowerCase())
  const interactions: Interaction[] = []
  const losses: Loss[] = [...known]
  for (const foreign of stored) {
    const converted = convertInteraction(foreign, { redaction, headers, now })
    if (belongsInCassette(foreign.request, isRecordable)) {
      interactions.push(converted.interaction)
      losses.push(...converted.losses)
    } else {
      const { host } = new URL(foreign.request.url)
      losses.push({ place: foreign.place, reason: `not imported: ${host} is no provider, and not in include` })
    }
  }
  return { format, interactions, losses }
}

/** Says whether a live request like this one would be recorded. */
function belongsInCassette(
  { method, url, headers, body }: ForeignInteraction['request'],
  isRecordable: Recordable,
): boolean {
  const address = new URL(url)
  const found = isRecordable(method, address)
  if (found !== 'if-shaped') return found === 'always'
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  return hasProviderShape(address, type, new TextDecoder().decode(body))
}

async function problemsOf(
  interactions: readonly Interaction[],
  { cassette, settings }: ImportTarget,
  { scan, isOverwriting }: ImportOptions,
): Promise<string[]> {
  if (interactions.length === 0) return ['no interaction can be imported']
  if (hasCassette(cassette) && !isOverwriting)
    return [`${shownPath(settings.root, cassette)} exists: --overwrite replaces it`]
  const found = await Promise.all(interactions.map(scan))
  return found.flatMap((secrets, index) =>
    secrets.map(({ at, rule, excerpt }) => `interactions[${index}].${at}   ${rule}   ${excerpt}`),
  )
}

function write({ cassette, journals, owner }: ImportTarget, interactions: readonly Interaction[]): string[] {
  try {
    withLock(lockPath(journals, cassette), () => saveCassette(cassette, owner, interactions))
    return []
  } catch (error) {
    return [`it cannot be written: ${(error as Error).message}`]
  }
}
