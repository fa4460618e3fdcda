/** What is used of one of MSW's interceptors. */
export interface SharedInterceptor {
  readonly readyState: string
  apply(owner?: object): void
  dispose(owner?: object): void
}

/** Its class, whose instances patch something that only one of them can. */
export interface SharedInterceptorClass {
  new (): SharedInterceptor
  readonly prototype: {
    setup: (this: SharedInterceptor) => void
    dispose: (this: SharedInterceptor, owner?: object) => void
  }
}

/**
 * Keeps one instance of the class applied for the rest of the process, no matter whose. MSW lets only one patch a
 * global: while a server of the user's own listens, its instance does the work, and ours steps aside.
 */
export function keepApplied(Class: SharedInterceptorClass): void {
  const ours = new Class()
  const { setup, dispose } = Class.prototype
  Class.prototype.setup = function () {
    if (this !== ours) ours.dispose()
    setup.call(this)
  }
  Class.prototype.dispose = function (this: SharedInterceptor, owner: object = this) {
    dispose.call(this, owner)
    if (this !== ours && this.readyState === 'DISPOSED') applyIfFree(ours)
  }
  applyIfFree(ours)
}

function applyIfFree(interceptor: SharedInterceptor): void {
  try {
    interceptor.apply()
  } catch (error) {
    if (!(error as Error).message.includes('already replaced')) throw error
  }
}
