import { remember } from '../util/remember.ts'

/** Whether a host name is this machine: `localhost`, 127.0.0.0/8, `::1`, or the unspecified address. */
export const isLoopback: (hostname: string) => boolean = remember((hostname) => {
  const host = hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    /^127\.\d+\.\d+\.\d+$/.test(host) ||
    /^::ffff:(127\.|7f[0-9a-f]{2}:)/.test(host) ||
    host === '::1' ||
    host === '0.0.0.0' ||
    host === '::'
  )
})
