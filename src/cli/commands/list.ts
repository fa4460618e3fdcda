import { statSync } from 'node:fs'
import { parseDuration } from '../../cassette/age.ts'
import type { Usage } from '../../cassette/usage.ts'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import { visible } from '../../errors/pages/visible.ts'
import { describeService } from '../../providers/describe-request.ts'
import { age, size } from '../../show/shown-facts.ts'
import { counted } from '../../util/counts.ts'
import type { CliCommand } from '../command.ts'
import { findCassettes, titleOf, type FoundCassette } from '../find-cassettes.ts'
import { conversationOf } from './show.ts'

/** One cassette of the list. */
interface Row {
  /** Path relative to the root. */
  readonly cassette: string
  readonly test: { readonly file: string; readonly name?: string }
  readonly calls: number
  readonly providers: readonly string[]
  readonly models: readonly string[]
  readonly usage: Usage
  /** Time of the newest recording, ISO 8601. */
  readonly recordedAt: string
  readonly bytes: number
}

/** Lists the cassettes of a project. */
export const list: CliCommand = {
  usage: 'list [test]',
  summary: 'list the cassettes: calls, providers, models, tokens, age and size',
  declare: (command) =>
    command
      .option('--provider <name>', 'only those with calls to this provider')
      .option('--model <text>', 'only those with a model whose name holds this text')
      .option('--older <age>', 'only those recorded longer ago, as in 90d')
      .option('--json', 'print the result as JSON'),

  async run([name], options, terminal) {
    const now = Date.now()
    const fits = filterOf(options as Record<string, string | undefined>, now)
    const rows = (await findCassettes(name, terminal.cwd)).map(rowOf).filter(fits)
    terminal.print(options['json'] === true ? JSON.stringify({ cassettes: rows }, null, 2) : page(rows, now))
    return 0
  },
}

function rowOf(found: FoundCassette): Row {
  const { calls, usage, recordedAt = '' } = conversationOf(found)
  const services = calls.map(({ source }) => describeService(source.request))
  const { file, name } = found.document.test
  return {
    cassette: found.shown,
    test: { file, ...(name !== undefined && { name }) },
    calls: calls.length,
    providers: unique(services.map(({ provider }) => provider)),
    models: unique(services.map(({ model }) => model)),
    usage,
    recordedAt,
    bytes: statSync(found.path).size,
  }
}

function unique(names: ReadonlyArray<string | undefined>): string[] {
  return [...new Set(names.filter((name) => name !== undefined))].sort()
}

/** @throws CassetteConfigError when `--older` is no age. */
function filterOf({ provider, model, older }: Record<string, string | undefined>, now: number): (row: Row) => boolean {
  const least = older === undefined ? 0 : parseDuration(older)
  if (least === undefined)
    throw new CassetteConfigError(`--older ${older}: this is no age.\n\n  Write it as 12h, 90d, 4w or 1y.`)
  return ({ providers, models, recordedAt }) =>
    (provider === undefined || providers.includes(provider)) &&
    (model === undefined || models.some((name) => name.includes(model))) &&
    (older === undefined || now - Date.parse(recordedAt) > least)
}

function page(rows: readonly Row[], now: number): string {
  const total = rows.reduce((sum, { bytes }) => sum + bytes, 0)
  const calls = rows.reduce((sum, row) => sum + row.calls, 0)
  const tokens = rows.reduce((sum, { usage }) => sum + usage.input + usage.output, 0)
  return [
    ...(rows.length === 0 ? [] : [rows.map((row) => block(row, now)).join('\n')]),
    ` ${counted(rows.length, 'cassette')}, ${counted(calls, 'call')}, ${counted(tokens, 'token')}, ${size(total)}`,
  ].join('\n\n')
}

function block({ test, calls, providers, models, usage, recordedAt, bytes }: Row, now: number): string {
  const facts = [
    counted(calls, 'call'),
    [...providers, ...models].map(visible).join(' '),
    counted(usage.input + usage.output, 'token'),
    Number.isNaN(Date.parse(recordedAt)) ? '' : age(recordedAt, now),
    size(bytes),
  ]
  return ` ${visible(titleOf(test))}\n     ${facts.filter(Boolean).join(', ')}`
}
