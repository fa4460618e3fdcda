import { STATUS_CODES } from 'node:http'

/** The status text of a response, where it is neither empty nor the usual one of its status. */
export function unusualStatusText({ status, statusText }: Response): string | undefined {
  return statusText === '' || statusText === STATUS_CODES[status] ? undefined : statusText
}
