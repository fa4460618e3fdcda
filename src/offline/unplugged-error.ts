import { isIP } from 'node:net'
import { constants } from 'node:os'
import type { Target } from '../http/connection-target.ts'
import { bare } from '../http/target.ts'

/** libuv's number of ENOTFOUND. It is the same on every system. */
const notFound = -3008

/** The error of a machine without a network: a name is not found, and an address is not reachable. */
export function unpluggedError({ host, port }: Target): Error {
  const name = bare(host)
  if (isIP(name) === 0)
    return Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), {
      errno: notFound,
      code: 'ENOTFOUND',
      syscall: 'getaddrinfo',
      hostname: name,
    })
  const place = Number.isNaN(port) ? name : `${name}:${port}`
  return Object.assign(new Error(`connect ENETUNREACH ${place}`), {
    errno: -constants.errno.ENETUNREACH,
    code: 'ENETUNREACH',
    syscall: 'connect',
    address: name,
    ...(!Number.isNaN(port) && { port }),
  })
}
