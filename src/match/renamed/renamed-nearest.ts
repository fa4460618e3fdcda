import type { Interaction } from '../../cassette/interaction.ts'
import type { RefusedId } from '../../errors/pages/id-lines.ts'
import { differencesOf, type Difference } from '../nearest/differences.ts'
import type { Nearest } from '../nearest/nearest.ts'
import { comparable } from '../view/comparable.ts'
import type { IdPair } from './id-pairs.ts'
import type { IdRenaming } from './id-renaming.ts'
import { isMintedName } from './minted-ids.ts'

/** The nearest request without the differences of ids that its client may mint anew. */
export interface RenamedNearest {
  readonly nearest: Nearest
  /** The ids that the client may have minted anew. */
  readonly accepted: readonly IdPair[]
  /** The ids that may not differ as they do. */
  readonly refused: readonly RefusedId[]
}

/** Renames the ids of the nearest recorded request where that is allowed, and finds those where it is not. */
export function renamedNearest(nearest: Nearest, ids: IdRenaming, recording: readonly Interaction[]): RenamedNearest {
  const { accepted, refused } = ids.judge(nearest.differences.flatMap(pairOf), recording)
  const { asked } = nearest.views
  const recorded = ids.renamed(nearest.views.recorded, accepted)
  const differences = differencesOf(comparable(asked), comparable(recorded))
  return { nearest: { ...nearest, differences, views: { asked, recorded } }, accepted, refused }
}

function pairOf({ path, change, recorded, asked }: Difference): Array<Pick<RefusedId, 'path' | 'recorded' | 'asked'>> {
  if (change !== 'changed' || recorded === undefined || asked === undefined || /^[?]|^header /.test(path)) return []
  const [name = '', parent = ''] = path
    .replaceAll(/\[\d+\]/g, '')
    .split('.')
    .reverse()
  return isMintedName(name, parent) ? [{ path, recorded, asked }] : []
}
