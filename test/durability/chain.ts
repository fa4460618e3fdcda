import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Run } from '../support/project.ts'
import type { Found } from './inspect.ts'
import { killPoint, noKill, type KillPoint } from './kill-point.ts'
import type { Random } from './random.ts'
import type { Provider } from './serve.ts'
import { Subject, type Mode } from './subject.ts'

/** Result of one project. */
export interface ChainResult {
  readonly kills: number
  /** Broken, lost or twice paid data, in words. */
  readonly problems: readonly string[]
}

/**
 * Runs one project repeatedly. It kills each run at a random point and inspects the files, until one run may finish. Each
 * run must continue the killed ones.
 *
 * @param kills most kills before the run that may finish.
 */
export async function runChain(name: string, kills: number, random: Random, provider: Provider): Promise<ChainResult> {
  const chain = new Chain(name, random, provider)
  try {
    // Half of the projects begin with cassettes, which a killed refresh must not damage.
    if (random.next() < 0.5) await chain.finish('record')
    let done = 0
    for (let run = 0; done < kills && run < 2 * kills; run++) {
      const mode = random.pick<Mode>(['record', 'record', 'refresh'])
      if (await chain.kill(mode, killPoint(random))) done += 1
    }
    await chain.finish(random.pick<Mode>(['record', 'record', 'refresh']))
    await chain.replay()
    return { kills: done, problems: chain.problems }
  } finally {
    chain.remove()
  }
}

class Chain {
  readonly problems: string[] = []
  readonly #subject = new Subject()
  readonly #name: string
  readonly #random: Random
  readonly #provider: Provider
  #story: string[] = []

  constructor(name: string, random: Random, provider: Provider) {
    this.#name = name
    this.#random = random
    this.#provider = provider
  }

  /** Starts a run and kills it; `false` when the run ended before the kill point. */
  async kill(mode: Mode, point: KillPoint): Promise<boolean> {
    const run = await this.#run(mode, point)
    if (run.signal === 'SIGKILL') return true
    this.#report(this.#subject.faults(run))
    return false
  }

  /** A run without a kill. */
  async finish(mode: Mode): Promise<void> {
    this.#report(this.#subject.faults(await this.#run(mode, noKill)))
  }

  async replay(): Promise<void> {
    this.#report(await this.#subject.replayFaults())
  }

  remove(): void {
    this.#subject.remove()
  }

  async #run(mode: Mode, point: KillPoint): Promise<Run> {
    this.#story.push(`${mode} ${JSON.stringify(point)}`)
    const known = this.#subject.notes()
    const before = this.#subject.inspect()
    const asked: string[] = []
    let child: ChildProcess | undefined
    const kill = (): void => {
      try {
        process.kill(-child!.pid!, 'SIGKILL')
      } catch {
        // The run has ended by itself.
      }
    }
    const url = this.#provider.urlFor(this.#name, (question) => {
      asked.push(question)
      if (asked.length === point.request?.nth) void sleep(point.request.delay).then(kill)
    })
    const run = await this.#subject.run(mode, {
      url,
      point,
      pool: this.#random.pick(['forks', 'forks', 'threads']),
      detached: true,
      onStart: (started) => {
        child = started
        if (point.age !== undefined) void sleep(point.age).then(kill)
      },
    })
    const found = this.#subject.inspect()
    this.#report(found.broken.map((text) => `not whole: ${text}`))
    for (const [question, answer] of this.#subject.notes())
      if (!has(found, question, answer)) this.#report([`lost: the app had ${answer} to "${question}"`])
    for (const question of asked) {
      const answer = known.get(question)
      // A refresh makes the stored requests again.
      const isFinished = answer !== undefined && (mode === 'record' || isInJournalOnly(before, question, answer))
      if (isFinished) this.#report([`"${question}" was paid for and is asked again`])
    }
    return run
  }

  #report(faults: readonly string[]): void {
    this.problems.push(
      ...faults.map((fault) => `${this.#name}: ${fault}\n    after ${this.#story.join('\n    then ')}`),
    )
  }
}

function has({ cassettes, journals }: Found, question: string, answer: string): boolean {
  return [cassettes, journals].some((answers) => answers.get(question)?.has(answer))
}

function isInJournalOnly({ cassettes, journals }: Found, question: string, answer: string): boolean {
  return journals.get(question)?.has(answer) === true && cassettes.get(question)?.has(answer) !== true
}
