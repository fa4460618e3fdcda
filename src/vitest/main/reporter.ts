import { styleText } from 'node:util'
import type { Reporter, TestModule, Vitest } from 'vitest/node'
import { reportKey, type CassetteReport } from '../../core/report.ts'
import { findObsolete } from './find-obsolete.ts'
import { summarize, type SummaryRow } from './summary.ts'

/** Width of the labels in Vitest's own summary. */
const labelWidth = 11

/** Reporters that write a document to standard output, in which our lines would be garbage. */
const documents = ['json', 'junit', 'tap', 'tap-flat', 'blob']

/** Prints what the cassettes did, after Vitest's own summary; nothing when there was no provider traffic. */
export class CassetteReporter implements Reporter {
  #vitest: Vitest | undefined

  /** Adds one reporter to a run, however many projects use the plugin, beside whatever reporters the user chose. */
  static addTo(vitest: Vitest): void {
    const reporters = vitest.config.reporters as unknown[]
    if (!reporters.some((reporter) => reporter instanceof CassetteReporter)) reporters.push(new CassetteReporter())
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const reports = modules.flatMap(reportsOf)
    const rows = summarize(reports, reports.length === 0 ? [] : findObsolete(modules))
    if (rows.length === 0) return
    const text = rows.map(printRow).join('\n')
    if (this.#writesDocument()) process.stderr.write(`${text}\n`)
    else this.#vitest?.logger.log(`${text}\n`)
  }

  #writesDocument(): boolean {
    const reporters = (this.#vitest?.config.reporters ?? []) as unknown[]
    return reporters.flat().some((reporter) => documents.includes(reporter as string))
  }
}

function reportsOf(module: TestModule): CassetteReport[] {
  const metas = [module.meta(), ...[...module.children.allTests()].map((test) => test.meta())] as object[]
  return metas
    .map((meta) => (meta as Record<string, CassetteReport | undefined>)[reportKey])
    .filter((report) => report !== undefined)
}

function printRow({ label, text }: SummaryRow): string {
  return `${styleText('dim', label.padStart(labelWidth))}  ${text}`
}
