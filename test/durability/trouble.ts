import { setTimeout as sleep } from 'node:timers/promises'
import type { Run } from '../support/project.ts'
import type { Random } from './random.ts'
import type { Provider } from './serve.ts'
import { SmallDisk } from './small-disk.ts'
import { Subject, type Mode } from './subject.ts'

/** Number of answers in complete cassettes. */
const all = 18

/** Faults other than kills. Each returns the found problems, in words. Those with a small disk need mounts. */
export const troubles = {
  'a full disk': (random: Random, provider: Provider) => onSmallDisk(random, provider, 'full'),
  'a folder that becomes read-only': (random: Random, provider: Provider) => onSmallDisk(random, provider, 'read-only'),
  'two recording runs at once': atOnce,
} as const

/**
 * A recording run with a disk that refuses from some moment on, and another run after the repair. The files must always be
 * valid, the run must report the fault, and stored answers must not be paid again.
 */
async function onSmallDisk(random: Random, provider: Provider, how: 'full' | 'read-only'): Promise<string[]> {
  const subject = new Subject()
  const disk = new SmallDisk(subject.project.root)
  const faults: string[] = []
  const mode = random.pick<Mode>(['record', 'refresh'])
  try {
    let asked: string[] = []
    let nth = Infinity
    const url = provider.urlFor(how, (question) => {
      asked.push(question)
      if (asked.length !== nth) return
      if (how === 'full') disk.leaveRoom(random.between(0, 300) * 1024)
      else disk.setWritable(false)
    })
    if (mode === 'refresh') faults.push(...subject.faults(await subject.run('record', { url })))
    asked = []
    const from = random.between(1, 12)
    nth = from
    const run = await subject.run(mode, { url })
    const reason = how === 'full' ? 'no space left on device' : 'read-only file system'
    const refused = run.output.includes('CassetteWriteError') && run.output.includes(reason)
    const { broken, cassettes: written } = subject.inspect()
    // The free space may have been enough: then the recording is complete.
    if (run.exitCode === 0 ? written.size < all : !refused)
      faults.push(`the run does not say that the disk refused: ${run.output}`)
    faults.push(...broken)
    if (how === 'full') disk.leaveRoom()
    else disk.setWritable(true)
    const { cassettes, journals } = subject.inspect()
    asked = []
    nth = Infinity
    faults.push(...subject.faults(await subject.run('record', { url })))
    for (const question of asked)
      if (cassettes.has(question) || journals.has(question)) faults.push(`"${question}" was kept and is asked again`)
    return faults.map((fault) => `${mode}, ${how} from request ${from}: ${fault}`)
  } finally {
    disk.unmount()
    subject.remove()
  }
}

/** Two runs record the same tests after a third was killed. Both finish, and the recording of one stays. */
async function atOnce(random: Random, provider: Provider): Promise<string[]> {
  const subject = new Subject()
  try {
    const url = provider.urlFor('at-once', () => {})
    const time = random.between(1, 9)
    const self = { operation: 'appendFileSync', time, when: 'after', clock: 0 } as const
    await subject.run('record', { url, point: { self }, detached: true })
    const runs = await Promise.all(
      [0, random.between(0, 200)].map(async (delay): Promise<Run> => {
        await sleep(delay)
        return subject.run(random.pick<Mode>(['record', 'refresh']), { url })
      }),
    )
    const { broken, cassettes, leftovers } = subject.inspect()
    return [
      ...runs.flatMap(({ exitCode, output }) => (exitCode === 0 ? [] : [`a run failed: ${output}`])),
      ...broken,
      ...leftovers.map((file) => `left behind: ${file}`),
      ...(cassettes.size === all ? [] : [`${cassettes.size} of ${all} answers in the cassettes`]),
      ...(await replays(subject)),
    ]
  } finally {
    subject.remove()
  }
}

/** A replay returns the answers of the run whose recording stayed, which may not be the run with the last note. */
async function replays(subject: Subject): Promise<string[]> {
  const run = await subject.run('replay', { url: 'http://127.0.0.1:9' })
  return run.exitCode === 0 ? [] : [`replay failed: ${run.output}`]
}
