import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { endOfRun, type RunRequest, type RunResult } from './warm-vitest-messages.ts'

// Runs Vitest again and again in one process, as editors do.

const { parseCLI, startVitest } = (await import(pathToFileURL(process.argv[2]!).href)) as typeof import('vitest/node')
let runs = 0
let packages = ''

// Node loads a module once for each address. Vite gives the config and what it imports a new address in each run; so does
// this with the packages of the project, which are those under test.
registerHooks({
  resolve: (specifier, context, next) => {
    const resolved = next(specifier, context)
    const isModule = context.conditions.includes('import') && resolved.url.startsWith(packages)
    return isModule ? { ...resolved, url: `${resolved.url}?run=${runs}` } : resolved
  },
})

process.on('message', async (request: RunRequest) => {
  const exitCode = await run(request)
  for (const stream of [process.stdout, process.stderr]) stream.write(endOfRun)
  process.send!({ exitCode } satisfies RunResult)
})
process.once('disconnect', () => process.exit())

async function run({ root, env, argv }: RunRequest): Promise<number> {
  runs += 1
  packages = `${pathToFileURL(root).href}/node_modules/`
  process.chdir(root)
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, env)
  process.argv = [...argv]
  process.exitCode = undefined
  try {
    const { filter, options } = parseCLI(['vitest', ...argv.slice(2)])
    // The mode is for Vitest 4.1.
    await startVitest('test', filter, options)
  } catch (error) {
    // As Vitest's own command does.
    console.error('\n⎯⎯⎯⎯⎯⎯⎯ Startup Error ⎯⎯⎯⎯⎯⎯⎯⎯')
    console.error(error)
    console.error('\n\n')
    process.exitCode ??= 1
  }
  return Number(process.exitCode ?? 0)
}
