import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { styleText } from 'node:util'
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node'
import { reportKey, type CassetteReport } from '../../../cassette/test-report.ts'
import type { Settings } from '../../../cassette/settings.ts'
import { loadPages } from '../../../show/load-pages.ts'
import { readWholeCassette } from '../../../store/cassette-file.ts'
import { ignoreInGit } from '../../../store/ignore-in-git.ts'
import { workPath } from '../../../store/paths.ts'
import { writeFileAtomic } from '../../../store/write-file.ts'
import { inOrder } from '../module-order.ts'
import { wireLineOf } from '../run-document.ts'
import type { FailureGroup } from '../failures/failure-group.ts'
import { failureGroups } from '../failures/failure-groups.ts'
import { nameOf } from '../failures/group-lines.ts'
import type { ShownCause } from '../../../show/html/causes-view.ts'
import { settingsOf } from '../../shared/settings-of.ts'

/**
 * Options of the HTML reporter.
 *
 * @see docs/show.md#the-whole-run
 */
export interface HtmlReporterOptions {
  /** Path of the page, relative to the root. @default '.vitest-cassette/report.html' */
  outputFile?: string
}

/** A test of a page, as the pages make it. */
type PageTest = ReturnType<ReturnType<typeof loadPages>['pageTest']>

/**
 * Writes the conversations of a whole run as one static page.
 *
 * @see docs/show.md#the-whole-run
 */
export class HtmlReporter implements Reporter {
  readonly #options: HtmlReporterOptions
  #vitest: Vitest | undefined

  constructor(options: HtmlReporterOptions = {}) {
    this.#options = options
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  async onTestRunEnd(finished: readonly TestModule[]): Promise<void> {
    const vitest = this.#vitest
    if (vitest === undefined) return
    const { root } = vitest.config
    const { outputFile } = this.#options
    const path = outputFile === undefined ? join(workPath({ root }), 'report.html') : resolve(root, outputFile)
    try {
      const modules = inOrder(finished)
      const shown = modules.flatMap((module) =>
        [module, ...module.children.allTests()].flatMap((task) =>
          testsOf(module, task).map((test) => [task.id, test] as const),
        ),
      )
      if (shown.length === 0) return
      const tests = shown.map(([, test]) => test)
      const groups = await failureGroups(vitest, modules)
      const causes = groups.map((group) => causeOf(group, new Map(shown)))
      // Failed tests come first: a reader looks for them.
      const sorted = tests.toSorted((a, b) => Number(b.state === 'failed') - Number(a.state === 'failed'))
      mkdirSync(dirname(path), { recursive: true })
      if (outputFile === undefined) ignoreInGit(workPath({ root }))
      writeFileAtomic(path, loadPages().htmlPage('Cassettes of this run', sorted, causes))
      vitest.logger.log(`${styleText('dim', 'Page'.padStart(11))}  ${relative(root, path)}`)
    } catch (error) {
      process.stderr.write(`vitest-cassette: cannot write ${path}: ${(error as Error).message}\n`)
    }
  }
}

function causeOf(
  { title, difference, failures, ways }: FailureGroup,
  tests: ReadonlyMap<string, PageTest>,
): ShownCause {
  return {
    title,
    difference,
    ways,
    tests: failures.map((failure) => ({ name: nameOf(failure), id: tests.get(failure.id)?.id })),
  }
}

/** The test for the page; an empty list without traffic. */
function testsOf(module: TestModule, task: TestModule | TestCase): PageTest[] {
  const settings = settingsOf(module)
  const report = (task.meta() as { [reportKey]?: CassetteReport })[reportKey]
  if (settings === undefined || report === undefined) return []
  const name = task.type === 'test' ? (report.safeName ?? task.fullName) : undefined
  const state = task.type === 'test' ? task.result().state : task.state()
  const file = relative(settings.root, module.moduleId)
  return [
    fromItsPage(report, settings, { file, name, state }) ??
      fromItsCassette(report, settings, task, { file, name, state }),
  ]
}

interface Facts {
  readonly file: string
  readonly name: string | undefined
  readonly state: string
}

/** A failed test has written its page: what it asked is in no cassette. */
function fromItsPage({ page }: CassetteReport, { root }: Settings, { file, name, state }: Facts): PageTest | undefined {
  const path = page === undefined ? undefined : join(root, page)
  if (path === undefined || !existsSync(path)) return undefined
  const { viewInPage, idOf } = loadPages()
  const view = viewInPage(readFileSync(path, 'utf8'))
  return view === undefined ? undefined : { id: idOf(file, name), title: titleOf(file, name), state, view }
}

function fromItsCassette(
  { cassette, result, clients = [] }: CassetteReport,
  { root, prices }: Settings,
  task: TestModule | TestCase,
  { file, name, state }: Facts,
): PageTest {
  const { pageTest, readConversation } = loadPages()
  const document = readWholeCassette(join(root, cassette), cassette)
  const conversation = readConversation(document?.interactions ?? [], { file, name, prices })
  const wire = task.type === 'test' ? wireLineOf(task) : undefined
  return pageTest({ conversation, run: { state, result, wire, errors: [], clients }, misses: [] }, Date.now())
}

function titleOf(file: string, name: string | undefined): string {
  return name === undefined ? file : `${file} › ${name}`
}
