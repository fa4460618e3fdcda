import { basename, join } from 'node:path'
import type { RecordedEvent } from '../../../cassette/order/recorded-events.ts'
import type { Warning } from '../../../cassette/test-report.ts'
import type { CassetteGuardrailError } from '../../../errors/cassette-guardrail-error.ts'
import type { CassetteUnusedError } from '../../../errors/cassette-unused-error.ts'
import type { TestIdentity } from '../../../session/test-identity.ts'
import { fileRunFolder, shownPath } from '../../../store/paths.ts'
import { counted } from '../../../util/counts.ts'
import { loadOnDemand } from '../load-bundles.ts'

/**
 * The warnings of one attempt, for its report. Other tools publish the files that hold the report, so lines that quote
 * the traffic go into the folder of the run instead.
 */
export class TestWarnings {
  readonly list: Warning[] = []
  readonly #test: TestIdentity

  constructor(test: TestIdentity) {
    this.#test = test
  }

  /** Adds an error as a warning: the report gets its first line, and the folder of the run gets the rest. */
  add(about: 'stuck' | 'unused', { message, fields }: CassetteGuardrailError | CassetteUnusedError): void {
    // The second paragraph names the cassette, which the report names too.
    const [text = '', , ...page] = message.split('\n\n')
    const lines = page.join('\n').split('\n')
    const positions = 'unused' in fields ? fields.unused.map(({ position }) => position) : positionsOf(fields)
    this.list.push({
      about,
      text,
      positions,
      ...this.putAside(
        about,
        lines.map((line) => line.trim()),
      ),
    })
  }

  /**
   * A recording leaves out failed calls that were made again with success. An app that needs the failure, as one that then
   * takes another key, would not meet it in replay.
   *
   * @param outcomes as `answered 429`.
   * @param hasOtherKey the app took another key after one of them.
   */
  dropped(outcomes: readonly string[], hasOtherKey = false): void {
    const calls = counted(outcomes.length, 'failed call')
    const what = [...new Set(outcomes)].join(', ')
    const why = hasOtherKey
      ? 'after which the app took another key. A replay does not go this way. To keep'
      : 'because a later try succeeded. To keep'
    const text = `The cassette leaves out ${calls} (${what}), ${why} failures: cassettes({ keepFailures: true })`
    this.list.push({ about: 'dropped', text })
  }

  /** Answers ceased to keep the order of the recording. */
  outOfOrder({ kind }: RecordedEvent, position: number): void {
    const did = kind === 'asked' ? `make request ${position}` : `leave answer ${position}`
    const text = `Answers did not keep the recorded order: the app did not ${did} when it did in the recording`
    if (!this.list.some(({ about }) => about === 'order'))
      this.list.push({ about: 'order', text, positions: [position] })
  }

  /** A log, or a file of quotes, cannot be written. */
  unwritten(error: unknown): void {
    const text = `The log of a test cannot be written: ${(error as NodeJS.ErrnoException).code ?? (error as Error).name}`
    if (!this.list.some((warning) => warning.text === text)) this.list.push({ about: 'log', text })
  }

  /** The changes of a recording cannot be reported. */
  unreported(error: unknown): void {
    this.list.push({
      about: 'drift',
      text: `The changes of this recording cannot be reported: ${(error as Error).name}`,
    })
  }

  /** The app will not see in replay what it saw in this recording. */
  replaced(places: Iterable<string>): void {
    for (const place of places)
      this.list.push({ about: 'redacted', text: `${place}: the app will see a placeholder in replay` })
  }

  /** Writes lines that quote requests into the folder of the run. When that fails, the warning still stands without them. */
  putAside(about: string, lines: readonly string[]): { readonly quotesAt?: string } {
    const { settings, owner, path } = this.#test
    const folder = fileRunFolder(settings, join(settings.root, owner.file))
    try {
      const name = `${basename(path, '.json')}.${about}`
      return { quotesAt: shownPath(settings.root, loadOnDemand().writeQuotes(settings.root, folder, name, lines)) }
    } catch (error) {
      this.unwritten(error)
      return {}
    }
  }
}

function positionsOf(fields: CassetteGuardrailError['fields']): readonly number[] {
  return fields.guardrail === 'stuck' ? fields.positions : fields.calls.map(({ position }) => position)
}
