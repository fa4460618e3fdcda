import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import type { CliCommand } from '../command.ts'

/** Turns the recordings of other tools into cassettes. */
export const importRecordings: CliCommand = {
  usage: 'import <paths...>',
  summary: 'turn recordings of other tools (VCR, Polly, HAR, nock, …) into cassettes',
  declare: (command) =>
    command
      .option('--dry-run', 'show which test gets which recording, and write nothing')
      .option('--map <recording=test>', 'the test of a recording; may be repeated', repeated, [])
      .option('--overwrite', 'replace existing cassettes')
      .option('--serve <port>', 'write nothing, and answer a recording run as its upstream', port),

  async run(args, options, terminal) {
    // The formats of other tools are slow to load, and the other commands do not need them.
    const { runImport, runServe } = await import('../import/run-import.ts')
    const maps = options['map'] as readonly string[]
    const serve = options['serve'] as number | undefined
    if (serve !== undefined) return runServe(args, { maps, port: serve }, terminal)
    const flags = { isDryRun: options['dryRun'] === true, isOverwriting: options['overwrite'] === true, maps }
    return runImport(args, flags, terminal)
  },
}

function port(value: string): number {
  const number = Number(value)
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number
  throw new CassetteConfigError(`--serve ${value}: a port is a whole number from 0 to 65535.\n\n  0 takes a free port.`)
}

function repeated(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
