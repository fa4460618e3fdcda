import { join } from 'node:path'
import type { TestModule } from 'vitest/node'
import { cassetteNames } from '../../../cassette/cassette-names.ts'
import type { Settings } from '../../../cassette/settings.ts'
import { shownPath } from '../../../store/paths.ts'
import { obsoleteCassettes, type CollectedFile, type Obsolete } from '../../../store/obsolete.ts'
import { settingsOf } from '../../shared/settings-of.ts'
import { titlesOf } from '../titles-of.ts'

/** The obsolete cassettes of a run, over all its projects. Their folders are shown from the folder in which it was started. */
export function findObsolete(modules: readonly TestModule[]): Obsolete[] {
  const folders = new Map<string, { readonly settings: Settings; readonly files: CollectedFile[] }>()
  for (const module of modules) {
    const settings = settingsOf(module)
    if (settings === undefined) continue
    const key = `${settings.root} ${settings.dir}`
    const group = folders.get(key) ?? { settings, files: [] }
    folders.set(key, group)
    // The tests of a file are unknown when it failed to load, or when the run stopped before it.
    if (module.errors().length === 0 && module.children.size > 0)
      group.files.push({ testFile: module.moduleId, names: namesOf(module) })
  }
  // The folder of one project may be inside another's. Each project judges only its own cassettes.
  const all = [...folders.values()].map(({ settings: { root, dir } }) => join(root, dir))
  return [...folders.values()].flatMap(({ settings, files }) =>
    obsoleteIn(settings, files, all).map((obsolete) => ({
      ...obsolete,
      folder: shownPath(settings.startedIn, join(settings.root, obsolete.folder)),
    })),
  )
}

/** Empty when the folder cannot be read: tests with a cassette there report this error. */
function obsoleteIn(...[settings, files, others]: Parameters<typeof obsoleteCassettes>): Obsolete[] {
  try {
    return obsoleteCassettes(settings, files, others)
  } catch {
    return []
  }
}

function namesOf(module: TestModule): Set<string> {
  return new Set(cassetteNames([...module.children.allTests()].map(titlesOf)))
}
