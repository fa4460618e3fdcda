import { createRequire } from 'node:module'
import { expect, onTestFinished, test } from 'vitest'
import { breaker } from '../../../src/intercept/sockets/break-connection.ts'
import type { RequestEvent } from '../../../src/intercept/internals/msw-internals.ts'

const fromMsw = createRequire(createRequire(import.meta.url).resolve('msw/package.json'))

interface Interceptor {
  apply(): void
  dispose(): void
  on(type: 'request', listener: (event: RequestEvent) => void): void
}

test('a recorded failure reaches its client also when its socket is unknown', async () => {
  const { HttpRequestInterceptor } = fromMsw('@mswjs/interceptors/http') as {
    HttpRequestInterceptor: new () => Interceptor
  }
  const interceptor = new HttpRequestInterceptor()
  interceptor.apply()
  onTestFinished(() => interceptor.dispose())
  const cause = { name: 'Error', message: 'read ECONNRESET', code: 'ECONNRESET' }
  interceptor.on('request', ({ controller }) => {
    const breakConnection = breaker(undefined, controller)
    breakConnection({ name: 'TypeError', message: 'fetch failed', cause })
    // And again, as for a body that breaks after its answer was given: nothing more happens.
    breakConnection({ name: 'TypeError', message: 'terminated', cause })
  })
  await expect(fetch('http://api.example.test/')).rejects.toMatchObject({
    name: 'TypeError',
    message: 'fetch failed',
    cause: { message: 'read ECONNRESET', code: 'ECONNRESET' },
  })
})
