import { basename } from 'node:path'
import type { TestModule } from 'vitest/node'
import { isRecording } from '../../../cassette/mode.ts'
import { settingsOf } from '../../shared/settings-of.ts'
import type { SummaryRow } from '../../shared/summary-row.ts'
import { unignoredKeyFiles } from '../variables/unignored-key-files.ts'

/** Rows of a recording run about files with API keys that Git does not ignore. */
export function keyFileRows(modules: readonly TestModule[]): SummaryRow[] {
  const roots = modules.flatMap((module) => {
    const settings = settingsOf(module)
    return settings !== undefined && isRecording(settings.mode)
      ? [settings.root, module.project.vitest.config.root]
      : []
  })
  return unignoredKeyFiles(roots).map(({ path, message }) => ({ label: 'Keys', text: `${basename(path)} ${message}` }))
}
