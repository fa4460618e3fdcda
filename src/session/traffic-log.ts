import type { ExchangeEvent } from '../cassette/order/event-order.ts'
import type { Lifecycle, ToolAnnouncement, ToolEffect, Traffic } from '../diagnostics/exchange.ts'
import type { StepRecord } from '../diagnostics/step-record.ts'
import { now } from '../stream/clock.ts'
import type { AnswerOrder } from './answer-order.ts'
import type { DeliveryTurns } from './delivery-turns.ts'
import type { OpenExchange, RunningTest } from './open-exchange.ts'

/** A tool that the app runs. */
class OpenTool implements ToolAnnouncement {
  readonly name: string
  readonly effect: ToolEffect
  readonly at: number
  declare endedAt?: number
  declare outcome?: 'completed' | 'failed'
  readonly #clock: () => number

  constructor(name: string, effect: ToolEffect, clock: () => number) {
    this.name = name
    this.effect = effect
    this.#clock = clock
    this.at = clock()
  }

  end(outcome: 'completed' | 'failed'): void {
    this.outcome = outcome
    this.endedAt = this.#clock()
  }
}

/** The traffic of one attempt of one test, noted as it happens. Bodies are read only when somebody asks what happened. */
export class TrafficLog implements Traffic {
  readonly exchanges: OpenExchange[] = []
  readonly tools: OpenTool[] = []
  /** The outermost steps of the test. */
  readonly steps: StepRecord[] = []
  /** Match keys of all requests: as this project compares them, and as a project without options would. */
  readonly keys: Set<string> = new Set()
  /** The events of all exchanges, as they happened. */
  readonly events: Array<ExchangeEvent<OpenExchange>> = []
  /** The recorded order of answers; absent before the first request. */
  order: AnswerOrder | undefined
  /** Time when the recorded order of answers was given up. */
  orderGivenUpAt: number | undefined
  /** The turns of concurrent live calls; absent before the first request. */
  turns: DeliveryTurns<OpenExchange> | undefined
  /** The test as its exchanges see it. */
  readonly test: RunningTest
  #stopped: Lifecycle | undefined

  constructor(test: Pick<RunningTest, 'isStopping' | 'ownClock'>) {
    const began = now()
    this.test = {
      ...test,
      clock: () => now() - began,
      turnOf: (exchange) => (this.isStopped ? undefined : this.turns?.next(exchange)),
      note: (of, kind, piece) => this.#note(piece === undefined ? { of, kind } : { of, kind, piece }),
    }
  }

  /** Whether the test is over. */
  get isStopped(): boolean {
    return this.#stopped !== undefined
  }

  /** Takes an exchange that has just begun. */
  add(exchange: OpenExchange): OpenExchange {
    this.exchanges.push(exchange)
    // The request was waiting when the test stopped.
    if (this.#stopped !== undefined) exchange.stopped(this.#stopped)
    return exchange
  }

  /** Notes a tool that the app runs; the caller reports how it ended. */
  announce(name: string, effect: ToolEffect): OpenTool {
    const tool = new OpenTool(name, effect, this.test.clock)
    this.tools.push(tool)
    return tool
  }

  /** The test has stopped: every exchange that is open, or that the signal of the test has closed, notes why. */
  stop(lifecycle: Lifecycle): void {
    this.#stopped = lifecycle
    for (const exchange of this.exchanges) exchange.stopped(lifecycle)
    this.order?.release()
  }

  #note(event: ExchangeEvent<OpenExchange>): void {
    this.events.push(event)
    const { interaction } = event.of
    const isOver = event.kind === 'ended' || event.kind === 'left'
    if (isOver && interaction !== undefined) this.order?.ended(interaction)
    else this.order?.moved()
  }
}
