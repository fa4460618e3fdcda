/** Calls back when a request is over, or now if it is. */
export function whenOver(signal: AbortSignal, callback: () => void): void {
  if (signal.aborted) callback()
  else signal.addEventListener('abort', callback, { once: true })
}
