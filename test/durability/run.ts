import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { runChain } from './chain.ts'
import { Random } from './random.ts'
import { serve, type Provider } from './serve.ts'
import { mountingCommand } from './small-disk.ts'
import { troubles } from './trouble.ts'

/** Number of concurrent projects. */
const parallel = 3
/** Kills of one project before a run may finish. */
const killsOfProject = 8
/** Repetitions of each other fault. */
const times = 3

const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '200' },
    seed: { type: 'string' },
    mounted: { type: 'boolean', default: false },
  },
})
const points = Number(values.points)
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))

const mounting = values.mounted ? undefined : mountingCommand()
if (mounting === undefined) await run(values.mounted)
else {
  // Starts the program again in a process with its own mounts, so that none remains after any end.
  const [program = '', ...args] = mounting
  const again = [...process.execArgv, ...process.argv.slice(1), '--seed', String(seed), '--mounted']
  process.exitCode = spawnSync(program, [...args, process.execPath, ...again], { stdio: 'inherit' }).status ?? 1
}

async function run(isMounting: boolean): Promise<void> {
  print(`seed ${seed}: the same points again with --seed ${seed}`)
  const startedAt = performance.now()
  const provider = await serve()
  const isWhole = [await kill(provider), ...(await otherTroubles(provider, isMounting))]
  provider.close()
  print(`in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`)
  process.exitCode = isWhole.every(Boolean) ? 0 : 1
}

async function kill(provider: Provider): Promise<boolean> {
  const problems: string[] = []
  let kills = 0
  let started = 0
  let failed = 0
  const work = async (): Promise<void> => {
    while (kills < points) {
      const number = started++
      const result = await runChain(`project-${number}`, killsOfProject, new Random(seed + number), provider)
      kills += result.kills
      if (result.problems.length > 0) failed += result.kills
      problems.push(...result.problems)
    }
  }
  await Promise.all(Array.from({ length: parallel }, work))
  problems.forEach(print)
  print(`${kills - failed} of ${kills} kills: all cassettes whole, all finished interactions recovered`)
  return problems.length === 0
}

async function otherTroubles(provider: Provider, isMounting: boolean): Promise<boolean[]> {
  const results: boolean[] = []
  for (const [name, tryIt] of Object.entries(troubles)) {
    const needsMounts = name !== 'two recording runs at once'
    if (needsMounts && !isMounting) {
      print(`NOT TRIED: ${name}. It needs unshare and mount, which this machine does not let this user do.`)
      continue
    }
    const faults: string[] = []
    for (let time = 0; time < times; time++) faults.push(...(await tryIt(new Random(seed + time), provider)))
    faults.forEach(print)
    const how = needsMounts ? ' (a small file system of its own, mounted for this)' : ''
    print(`${name}${how}: ${faults.length === 0 ? `as it must be, ${times} times` : 'FAILED'}`)
    results.push(faults.length === 0)
  }
  return results
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
