import type { ToolEffect } from '../../../diagnostics/exchange.ts'
import type { TrafficLog } from '../../../session/traffic-log.ts'

/** Runs a tool of the app and notes its start and its end; without `run` it notes only the start. */
export function runTool<T>(log: TrafficLog, name: string, effect: ToolEffect, run: (() => T) | undefined): T {
  const tool = log.announce(name, effect)
  const failed = (error: unknown): never => {
    tool.end('failed')
    throw error
  }
  const completed = <Value>(value: Value): Value => {
    tool.end('completed')
    return value
  }
  if (run === undefined) return undefined as T
  try {
    const result = run()
    return result instanceof Promise ? (result.then(completed, failed) as T) : completed(result)
  } catch (error) {
    return failed(error)
  }
}
