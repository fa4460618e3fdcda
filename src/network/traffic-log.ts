import type { Exchange, Lifecycle, ToolAnnouncement, ToolEffect, Traffic } from '../diagnostics/exchange.ts'
import { now } from '../stream/clock.ts'

/** An exchange whose outcome is not known yet. */
export type OpenExchange = { -readonly [Name in keyof Exchange]: Exchange[Name] }
type OpenTool = { -readonly [Name in keyof ToolAnnouncement]: ToolAnnouncement[Name] }

/**
 * The traffic of one attempt of one test, noted as it happens. It only holds on to what is there anyway: nothing is read
 * until somebody wants to know what happened.
 */
export class TrafficLog implements Traffic {
  readonly exchanges: OpenExchange[] = []
  readonly tools: OpenTool[] = []
  readonly #began = now()

  /** Notes a request; the caller fills in what becomes of it. */
  begin(exchange: Pick<Exchange, 'key' | 'lane' | 'step' | 'request'>, signal?: AbortSignal): OpenExchange {
    const open: OpenExchange = { ...exchange, startedAt: now() - this.#began }
    signal?.addEventListener('abort', () => (open.closedBy = 'signal'), { once: true })
    this.exchanges.push(open)
    return open
  }

  /** Notes a tool that the app runs; the caller fills in how it ended. */
  announce(name: string, effect: ToolEffect): OpenTool {
    const tool: OpenTool = { name, effect, at: now() - this.#began }
    this.tools.push(tool)
    return tool
  }

  /** The test stops: says why to everything that has no outcome yet. */
  close(reason: Lifecycle): void {
    for (const exchange of this.exchanges)
      if (exchange.interaction === undefined && exchange.refusal === undefined) exchange.lifecycle = reason
  }
}
