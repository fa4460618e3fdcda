import { showDifferences } from '../../match/nearest/shown-differences.ts'
import { describeService } from '../../providers/describe-request.ts'
import type { Accepting } from '../../session/accepting.ts'
import type { AcceptedRequest, RefusedRequest } from '../../store/requests/request-notes.ts'
import { findCounterpart } from './find-counterpart.ts'

/** Begins to note the changed requests of an attempt. */
export function startAccepting(): Accepting {
  const accepted: AcceptedRequest[] = []
  const refused: RefusedRequest[] = []
  return {
    accepted,
    refused,
    take(missed, matching) {
      const { request, cassette, slot } = missed
      // A test without a recording has no answers to keep.
      if (!cassette.isRecorded) return undefined
      const found = findCounterpart(missed, matching)
      if ('refused' in found) {
        refused.push(found.refused)
        return undefined
      }
      const { index, differences } = found.nearest
      matching.ids.keep(found.ids)
      const interaction = cassette.takeAt(index, slot)
      const { provider, model } = describeService(request)
      accepted.push({
        position: index + 1,
        recordedAt: interaction.recordedAt,
        service: [provider, model].filter(Boolean).join(' '),
        request: matching.ids.asRecorded(request),
        differences: showDifferences(differences, true).differences,
        places: [...new Set(differences.map(({ path }) => path))],
      })
      return interaction
    },
  }
}
