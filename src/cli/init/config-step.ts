import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { addPlugin, pluginModule } from './add-plugin.ts'
import type { Step } from './init-step.ts'
import type { Parse } from './syntax.ts'

const extensions = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs']
/** Vitest reads the first that exists. */
const configNames = ['vitest.config', 'vite.config'].flatMap((name) => extensions.map((end) => `${name}.${end}`))

/** A configuration of Vitest with the plugin alone. */
const newConfig = `import { cassettes } from '${pluginModule}'
import { defineConfig } from 'vitest/config'

export default defineConfig({ plugins: [cassettes()] })
`

/** The plugin in the configuration of Vitest. */
export function configStep(parse: Parse): Step {
  return (folder) => {
    const path = configNames.map((name) => join(folder, name)).find(existsSync)
    if (path === undefined) return { path: join(folder, newName(folder)), why: 'the plugin', after: newConfig }
    const before = readFileSync(path, 'utf8')
    if (before.includes(pluginModule)) return undefined
    const after = addPlugin(before, parse)
    if (after !== undefined) return { path, why: 'the plugin', before, after }
    return {
      advice: [
        `${basename(path)} has a shape that this command does not change.`,
        'Add the plugin to the configuration of each project that calls a provider:',
        `    import { cassettes } from '${pluginModule}'`,
        '    plugins: [cassettes()]',
      ],
    }
  }
}

/** A package without `"type": "module"` loads another file as CommonJS. */
function newName(folder: string): string {
  const { type } = packageIn(folder)
  const end = existsSync(join(folder, 'tsconfig.json')) ? 'ts' : 'js'
  return `vitest.config.${type === 'module' ? '' : 'm'}${end}`
}

function packageIn(folder: string): { readonly type?: string } {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly type?: string }
  } catch {
    return {}
  }
}
