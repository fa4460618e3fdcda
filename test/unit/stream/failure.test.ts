import { errors } from 'undici'
import { expect, test } from 'vitest'
import { connectionError, storedFailure } from '../../../src/stream/failure.ts'

const { UndiciError, HeadersTimeoutError, BodyTimeoutError, ConnectTimeoutError, SocketError, RequestAbortedError } =
  errors

test.each([HeadersTimeoutError, BodyTimeoutError, ConnectTimeoutError, SocketError, RequestAbortedError])(
  'a replayed error of undici is one of its class: %o',
  (Class) => {
    const error = new Class('why')
    const replayed = connectionError(storedFailure(error))
    expect(replayed).toBeInstanceOf(Class)
    expect(replayed).toBeInstanceOf(UndiciError)
    expect(replayed).not.toBeInstanceOf(errors.ClientClosedError)
    expect(replayed).toMatchObject({ name: error.name, message: 'why', code: error.code })
  },
)

test('an error of Node is none of undici', () => {
  const error = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
  expect(connectionError(storedFailure(error))).not.toBeInstanceOf(UndiciError)
})
