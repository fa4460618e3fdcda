/** The usual status text of a status. `node:http`, which knows them all, is loaded for a rare one only. */
export function usualStatusText(status: number): string {
  return status === 200 ? 'OK' : (process.getBuiltinModule('node:http').STATUS_CODES[status] ?? '')
}

/** The status text of a response, where it is neither empty nor the usual one of its status. */
export function unusualStatusText({ status, statusText }: Response): string | undefined {
  return statusText === '' || statusText === usualStatusText(status) ? undefined : statusText
}
