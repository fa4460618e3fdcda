/**
 * Response headers that are not true of a decoded body, or that belong to one connection: never stored, and set anew for
 * every client.
 */
export const wireHeaders = [
  'content-encoding',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'trailer',
] as const
