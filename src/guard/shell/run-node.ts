import { withFiles } from './environment-files.ts'
import type { Context, Finder } from './finder.ts'
import { programName } from './program-name.ts'
import { runPackageCommand } from './run-package-command.ts'
import { runVitest } from './run-vitest.ts'
import type { Text } from './state.ts'

/** Handles `node --run e2e` and `node node_modules/vitest/vitest.mjs run`. Other programs of Node are not read. */
export function runNode(finder: Finder, args: readonly Text[], context: Context): void {
  const files = args.flatMap((word, index) => {
    const [, optional, attached] = /^--env-file(-if-exists)?(?:=(.*))?$/s.exec(word ?? '') ?? []
    if (!word?.startsWith('--env-file')) return []
    return [{ path: attached ?? args[index + 1], isOptional: optional !== undefined }]
  })
  const inner = withFiles(finder, files, context)
  const at = args.findIndex((word) => word === '--run' || word?.startsWith('--run='))
  const option = args[at]
  if (option !== undefined) {
    const dashes = args.indexOf('--')
    const words = [
      option === '--run' ? args[at + 1] : option.slice('--run='.length),
      ...(dashes === -1 ? [] : args.slice(dashes + 1)),
    ]
    const scope = { hasFolder: false, packages: [], isEverywhere: false, files: [] }
    return runPackageCommand(
      finder,
      { kind: 'script', words, names: 'first', args: [], scope, orProgram: false },
      inner,
    )
  }
  const vitest = args.findIndex((word) => word !== undefined && !word.startsWith('-') && programName(word) === 'vitest')
  if (vitest !== -1) runVitest(finder, args.slice(vitest + 1), inner)
}
