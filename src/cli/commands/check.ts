import { setFlagsFromString } from 'node:v8'
import { listStrayFiles } from '../../store/list-cassettes.ts'
import { shownPath } from '../../store/paths.ts'
import { checkBeside } from '../check/check-beside.ts'
import type { CheckedCassette, CheckedContent } from '../check/check-cassette.ts'
import type { CliCommand } from '../command.ts'
import { chosenCassettes } from '../chosen-cassettes.ts'
import { skippedBlock } from '../collect-tests.ts'
import { judgeOwners, type JudgeOwner } from '../rename/judge-owners.ts'
import { unignoredKeyFiles } from '../../vitest/main/variables/unignored-key-files.ts'
import { counted } from '../../util/counts.ts'
import { size } from '../../show/shown-facts.ts'

/** Validates the cassettes of a repository, for CI and pre-commit hooks. */
export const check: CliCommand = {
  usage: 'check [files...]',
  summary: 'check all cassettes, or these: format, secrets, names and age',
  declare: (command) => command.option('--json', 'print the result as JSON'),

  async run(args, options, terminal) {
    // Nearly all objects of a check die at once. V8 would double the space for them up to 64 MB, here and in each thread.
    setFlagsFromString('--semi-space-growth-factor=1')
    // For the threads: one cassette leaves more than the megabyte that V8 begins with.
    setFlagsFromString('--min-semi-space-size=4')
    const isAll = args.length === 0
    const chosen = await chosenCassettes(args, terminal)
    const [{ result: judge, errors: skipped }, contents] = await checkBeside(
      () => judgeOwners(terminal.cwd, chosen, isAll),
      chosen,
      terminal,
    )
    const paths = chosen.flatMap(({ paths }) => paths)
    const checked = contents.map((content, at) => withOwner(content, paths[at]!, judge))
    const strays = chosen.flatMap(({ settings }) =>
      isAll ? listStrayFiles(settings).map((path) => shownPath(settings.root, path)) : [],
    )
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

function withOwner({ test, ...checked }: CheckedContent, path: string, judge: JudgeOwner): CheckedCassette {
  if (test === undefined) return checked
  const { problems, warnings } = judge(path, test)
  return { ...checked, problems: [...problems, ...checked.problems], warnings: [...warnings, ...checked.warnings] }
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
