import { basename, join } from 'node:path'
import type { Warning } from '../../cassette/test-report.ts'
import type { CassetteGuardrailError } from '../../errors/cassette-guardrail-error.ts'
import type { CassetteUnusedError } from '../../errors/cassette-unused-error.ts'
import type { TestAttempt } from '../../session/test-attempt.ts'
import { fileRunFolder, shownPath } from '../../store/paths.ts'
import { loadOnDemand } from './load-bundles.ts'

/**
 * What fails no test and is to be seen, for the report of one attempt. The report is in files that other tools publish,
 * so what quotes the traffic is put into the folder of the run instead.
 */
export class TestWarnings {
  readonly list: Warning[] = []
  readonly #attempt: TestAttempt

  constructor(attempt: TestAttempt) {
    this.#attempt = attempt
  }

  /** Takes an error that is to be a warning only: its first line is for everyone, what it lists is put aside. */
  add(about: 'stuck' | 'unused', { message, fields }: CassetteGuardrailError | CassetteUnusedError): void {
    // The cassette stands in the report.
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

  /** A log, or lines to be put aside, cannot be written. */
  unwritten(error: unknown): void {
    const text = `The log of a test cannot be written: ${(error as NodeJS.ErrnoException).code ?? (error as Error).name}`
    if (!this.list.some((warning) => warning.text === text)) this.list.push({ about: 'log', text })
  }

  /** What a recording has changed cannot be told. */
  untold(error: unknown): void {
    this.list.push({ about: 'drift', text: `What this recording has changed cannot be told: ${(error as Error).name}` })
  }

  /** Keeps lines that quote what was asked in the folder of the run: without them what they are about is told all the same. */
  putAside(about: string, lines: readonly string[]): { readonly quotesAt?: string } {
    const { settings, owner, path } = this.#attempt
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
