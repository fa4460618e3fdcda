import { ageWarnings } from '../check/age-warnings.ts'
import { listStrayFiles } from '../../store/list-cassettes.ts'
import { shownPath } from '../../store/paths.ts'
import { createScan } from '../../store/scan.ts'
import { checkCassette, type CheckedCassette } from '../check/check-cassette.ts'
import type { CliCommand } from '../command.ts'
import { chosenCassettes } from '../chosen-cassettes.ts'
import { skippedBlock } from '../collect-tests.ts'
import { projectRedaction } from '../project-redaction.ts'
import { judgeOwners } from '../rename/judge-owners.ts'
import { requestWarnings } from '../check/request-warnings.ts'
import { unignoredKeyFiles } from '../../vitest/main/variables/unignored-key-files.ts'
import { secretProblems } from '../check/secret-problems.ts'
import { counted } from '../../util/counts.ts'
import { size } from '../../show/shown-facts.ts'

/** Validates the cassettes of a repository, for CI and pre-commit hooks. */
export const check: CliCommand = {
  usage: 'check [files...]',
  summary: 'check all cassettes, or these: format, secrets, names and age',
  declare: (command) => command.option('--json', 'print the result as JSON'),

  async run(args, options, terminal) {
    const checked: CheckedCassette[] = []
    const strays: string[] = []
    const now = Date.now()
    const chosen = await chosenCassettes(args, terminal)
    const { result: judge, errors: skipped } = await judgeOwners(terminal.cwd, chosen, args.length === 0)
    for (const { settings, paths } of chosen) {
      const redaction = (await projectRedaction(settings, terminal.environment))()
      const scan = createScan(settings.allowSecrets)
      for (const path of paths)
        checked.push(
          await checkCassette(path, settings, {
            findOwner: (document) => judge(path, document),
            findSecrets: (interactions) => secretProblems(interactions, redaction, scan),
            findWarnings: (interactions) => [
              ...ageWarnings(interactions, settings.maxAge, now),
              ...requestWarnings(interactions),
            ],
          }),
        )
      if (args.length === 0) strays.push(...listStrayFiles(settings).map((path) => shownPath(settings.root, path)))
    }
    const folders = [terminal.cwd, ...chosen.map(({ settings }) => settings.root)]
    const keyFiles = unignoredKeyFiles(folders).map(({ path, message }) => ({
      file: shownPath(terminal.cwd, path),
      message,
    }))
    const result = {
      ...totals(checked, strays, keyFiles),
      cassettes: checked.filter(isNamed),
      strays,
      skipped,
      keyFiles,
    }
    terminal.print(options['json'] === true ? JSON.stringify(result, null, 2) : page(result))
    return result.problems === 0 ? 0 : 1
  },
}

/** Result of the command: the totals, and the cassettes with findings. */
interface Result extends ReturnType<typeof totals> {
  readonly cassettes: readonly CheckedCassette[]
  /** Side files that no cassette names, relative to the root. */
  readonly strays: readonly string[]
  /** The test files that could not be collected: the owners of their cassettes are not judged. */
  readonly skipped: readonly string[]
  /** The files with API keys that Git does not ignore: warnings. */
  readonly keyFiles: readonly KeyFile[]
}

interface KeyFile {
  /** Path relative to the folder of the command. */
  readonly file: string
  readonly message: string
}

function isNamed({ problems, warnings }: CheckedCassette): boolean {
  return problems.length + warnings.length > 0
}

function page({
  checked,
  interactions,
  bytes,
  problems,
  warnings,
  cassettes,
  strays,
  skipped,
  keyFiles,
}: Result): string {
  return [
    ` ${counted(checked, 'cassette')}, ${counted(interactions, 'interaction')}, ${size(bytes)}`,
    ...blocks(cassettes),
    ...strays.map((file) => ` ✗ ${file}\n     no cassette names this file: remove it`),
    ...keyFiles.map(({ file, message }) => ` ! ${file} ${message}`),
    ...skippedBlock(skipped),
    ` ${problems === 0 ? 'no problems' : counted(problems, 'problem')}${warnings === 0 ? '' : `, ${counted(warnings, 'warning')}`}`,
  ].join('\n\n')
}

/** Cassettes with the same findings share a block. */
function blocks(cassettes: readonly CheckedCassette[]): string[] {
  const groups = Map.groupBy(cassettes, rowsOf)
  return [...groups].map(([rows, group]) => [...group.map(headOf), rows].join('\n'))
}

function headOf({ file, problems }: CheckedCassette): string {
  return ` ${problems.length > 0 ? '✗' : '!'} ${file}`
}

function rowsOf({ problems, warnings }: CheckedCassette): string {
  const rows = [
    ...problems.map(({ at, rule, message }) => [at, rule, message].filter(Boolean).join('   ')),
    ...warnings.map(({ message }) => message),
  ]
  return rows.map((row) => `     ${row}`).join('\n')
}

function totals(
  cassettes: readonly CheckedCassette[],
  strays: readonly string[],
  keyFiles: readonly KeyFile[],
): Record<'checked' | 'interactions' | 'bytes' | 'problems' | 'warnings', number> {
  const sum = (of: (cassette: CheckedCassette) => number): number =>
    cassettes.reduce((total, cassette) => total + of(cassette), 0)
  return {
    checked: cassettes.length,
    interactions: sum(({ interactions }) => interactions),
    bytes: sum(({ bytes }) => bytes),
    problems: sum(({ problems }) => problems.length) + strays.length,
    warnings: sum(({ warnings }) => warnings.length) + keyFiles.length,
  }
}
