import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestModule } from 'vitest/node'
import { replayVariablesKey, type ReplayVariables } from '../../../cassette/replay-variables.ts'
import type { Settings } from '../../../cassette/settings.ts'
import { findProvider } from '../../../providers/find-provider.ts'
import { listCassettes } from '../../../store/list-cassettes.ts'
import { addReplayVariables, readReplayVariables } from './variables-file.ts'
import { keysNamedIn } from './test-environment.ts'
import { reportsOf } from '../reports-of.ts'
import { settingsOf } from '../../shared/settings-of.ts'

/** The address of a request in the text of a cassette: parsing all cassettes would delay the start of a run. */
const requestUrl = /"method": "[A-Z]+",\s+"url": "(https?:[^"?]+)/g

type Folders = Pick<Settings, 'root' | 'dir'>

/**
 * The variables that a replay needs, as recordings have noted them. Cassettes from before there was such a list need the
 * keys of the providers that they speak to.
 */
export function notedVariables(folders: Folders): ReplayVariables {
  return readReplayVariables(folders) ?? keysOfCassettes(folders)
}

/**
 * Notes the variables that a recording run has used, and the keys that its `.env.record` names, beside those that are known.
 *
 * @throws the system's error.
 */
export function noteVariables(modules: readonly TestModule[]): void {
  const used = modules.flatMap((module) => {
    const settings = settingsOf(module)
    const found = (module.meta() as { [replayVariablesKey]?: ReplayVariables })[replayVariablesKey]
    if (settings === undefined || (found === undefined && recordedBy(module).length === 0)) return []
    const named = keysNamedIn([module.project.vitest.config.root, settings.root])
    return [{ settings, found: { ...named, ...found } }]
  })
  for (const group of Map.groupBy(used, ({ settings: { root, dir } }) => join(root, dir)).values()) {
    const { settings } = group[0]!
    const recorded = new Set(modules.flatMap((module) => recordedBy(module)))
    const known = readReplayVariables(settings) ?? keysOfCassettes(settings, recorded)
    addReplayVariables(settings, Object.assign({}, known, ...group.map(({ found }) => found)) as ReplayVariables)
  }
}

/** Absolute paths of the cassettes that a test file has written, or whose answers were asked for again and are the same. */
function recordedBy(module: TestModule): string[] {
  const startedIn = settingsOf(module)?.startedIn ?? ''
  return reportsOf(module)
    .filter(({ result }) => ['recorded', 'refreshed', 'unfinished', 'unchanged'].includes(result))
    .map(({ cassette }) => join(startedIn, cassette))
}

/** The text of a cassette; empty where it cannot be read, which its own test reports. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** @param except cassettes whose variables are known better. */
function keysOfCassettes(folders: Folders, except: ReadonlySet<string> = new Set()): ReplayVariables {
  const urls = new Set<string>()
  for (const path of listCassettes(folders).filter((path) => !except.has(path)))
    for (const [, url = ''] of textOf(path).matchAll(requestUrl)) urls.add(url)
  const names = [...urls]
    .filter((url) => URL.canParse(url))
    .flatMap((url) => {
      const provider = findProvider(new URL(url))
      return [...Object.keys(provider?.apiKeys ?? {}), ...Object.keys(provider?.credentialFiles ?? {})]
    })
  return Object.fromEntries(names.map((name) => [name, null]))
}
