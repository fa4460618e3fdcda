import type { Interaction } from '../cassette/interaction.ts'
import { AnswerOrder } from './answer-order.ts'
import { DeliveryTurns } from './delivery-turns.ts'
import { OpenExchange, type BegunExchange } from './open-exchange.ts'
import type { TrafficLog } from './traffic-log.ts'

// Apart from the log: each test file loads the log, and only a request loads the rest.

/** Notes a request in the log of its test; the caller reports to the exchange how it goes on. */
export function beginExchange(traffic: TrafficLog, exchange: BegunExchange): OpenExchange {
  traffic.turns ??= new DeliveryTurns(() => traffic.events.length)
  return traffic.add(new OpenExchange(exchange, traffic.test))
}

/**
 * The order in which the answers of a test are replayed.
 *
 * @param isPaced the pieces of answers take the recorded time.
 */
export function followOrder(traffic: TrafficLog, interactions: readonly Interaction[], isPaced: boolean): AnswerOrder {
  const whenGivenUp = (): void => void (traffic.orderGivenUpAt = traffic.test.clock())
  traffic.order ??= new AnswerOrder(interactions, isPaced, whenGivenUp)
  // A request that comes so late is answered at once.
  if (traffic.isStopped) traffic.order.release()
  return traffic.order
}
