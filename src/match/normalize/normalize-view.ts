import type { RequestView } from '../view/request-view.ts'
import type { RequestSummary } from '../../errors/pages/call-page.ts'
import type { OnChange } from './change.ts'
import { changedInView } from './changed-places.ts'
import { withoutIgnored, type IgnoredPath } from './ignore.ts'
import { runNormalizer, type NamedNormalizer } from './normalizer.ts'
import type { ReadyName } from '../../cassette/options.ts'
import { readyNormalizers } from './ready.ts'
import { replaceText } from './replace-text.ts'

/** Changes to a view before it is hashed: first ignored paths, then normalizers, in their order. */
export interface Normalizing {
  readonly ignored: readonly IgnoredPath[]
  readonly normalizers: ReadonlyArray<ReadyName | NamedNormalizer>
}

/**
 * The normalized view.
 *
 * @param describe describes the request, for the error of a normalizer.
 * @throws CassetteNormalizerError when a normalizer fails.
 */
export function normalizeView(
  view: RequestView,
  { ignored, normalizers }: Normalizing,
  describe: () => RequestSummary,
  onChange: OnChange,
): RequestView {
  let current = view
  for (const path of ignored) {
    current = withoutIgnored(current, path, (place) => onChange({ path: place, by: path.text }))
  }
  for (const normalizer of normalizers) {
    if (typeof normalizer === 'string') {
      const replace = readyNormalizers[normalizer]
      current = replaceText(current, (text, path) => {
        const replaced = replace(text)
        if (replaced !== text) onChange({ path, by: normalizer })
        return replaced
      })
    } else {
      const before = current
      current = runNormalizer(normalizer, before, describe)
      for (const path of changedInView(before, current)) onChange({ path, by: normalizer.name })
    }
  }
  return current
}
