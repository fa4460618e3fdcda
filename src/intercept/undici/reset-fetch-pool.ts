interface Dispatcher {
  constructor: new (options?: unknown) => Dispatcher
}

/**
 * Gives `fetch` a new, empty pool of connections: one that was open before interception started would be reused past
 * it. A dispatcher of another class (a proxy, a mock) is the user's own and stays.
 */
export function dropPooledConnections(): void {
  const holder = globalThis as unknown as Record<symbol, Dispatcher | undefined>
  for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
    if (!symbol.description?.startsWith('undici.globalDispatcher.')) continue
    const dispatcher = holder[symbol]
    if (dispatcher?.constructor.name === 'Agent') holder[symbol] = new dispatcher.constructor(optionsOf(dispatcher))
  }
}

/** The options an agent was built with, which it keeps under a symbol. */
function optionsOf(agent: object): unknown {
  const symbol = Object.getOwnPropertySymbols(agent).find(({ description }) => description === 'options')
  return symbol === undefined ? undefined : (agent as Record<symbol, unknown>)[symbol]
}
