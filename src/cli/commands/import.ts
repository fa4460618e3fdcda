import type { CliCommand } from '../command.ts'

/** Turns the recordings of other tools into cassettes. */
export const importRecordings: CliCommand = {
  usage: 'import <paths...>',
  summary: 'turn recordings of other tools (VCR, Polly, HAR, nock, …) into cassettes',
  declare: (command) =>
    command
      .option('--dry-run', 'show which test gets which recording, and write nothing')
      .option('--map <recording=test>', 'the test of a recording; may be repeated', repeated, [])
      .option('--overwrite', 'replace existing cassettes'),

  async run(args, options, terminal) {
    // The formats of other tools are slow to load, and the other commands do not need them.
    const { runImport } = await import('../import/run-import.ts')
    const flags = {
      isDryRun: options['dryRun'] === true,
      isOverwriting: options['overwrite'] === true,
      maps: options['map'] as readonly string[],
    }
    return runImport(args, flags, terminal)
  },
}

function repeated(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
