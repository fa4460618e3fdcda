/**
 * Kind of an error from a provider, and whether the same request may succeed later.
 *
 * @see docs/diagnostics.md#what-happened
 */
export interface ApiError {
  readonly kind: ApiErrorKind
  readonly retryable: boolean
  /** HTTP status; absent for an error inside a stream that began with success. */
  readonly status?: number
}

export const apiErrorKinds = [
  'auth',
  'rate_limit',
  'quota_exhausted',
  'server_overload',
  'invalid_request',
  'unknown',
] as const
/**
 * The kind of an error that the provider reported.
 *
 * @see docs/diagnostics.md#what-happened
 */
export type ApiErrorKind = (typeof apiErrorKinds)[number]

/**
 * Providers' names for errors, in `type`, `code`, `status` or the name of an exception. The first match counts, and
 * quotas come first: names of quota errors often look like rate limits.
 */
const words: ReadonlyArray<readonly [RegExp, ApiErrorKind]> = [
  [/quota|billing|credit|payment_required/i, 'quota_exhausted'],
  [/rate_?limit|too_?many_?requests|throttl|resource_exhausted/i, 'rate_limit'],
  [/auth|permission|api_?key|access_?denied|forbidden|unrecognizedclient|expiredtoken/i, 'auth'],
  [
    /overload|unavailable|internal|server_error|api_error|timeout|deadline|modelstreamerror|modelnotready/i,
    'server_overload',
  ],
  [
    /invalid|validation|not_?found|bad_request|too_large|unsupported|failed_precondition|out_of_range/i,
    'invalid_request',
  ],
]

const retryableKinds: readonly ApiErrorKind[] = ['rate_limit', 'server_overload']

/**
 * @param status HTTP status, or the number in an error inside a stream.
 * @param reported the provider's name for the error and its message. Neither is stored.
 */
export function apiError(
  status: number | undefined,
  reported: { readonly kind: string; readonly message: string; readonly limit?: 'short' | 'long' },
): ApiError {
  const inStream = /^\d{3}$/.test(reported.kind) ? Number(reported.kind) : undefined
  const byStatus = kindOfStatus(status !== undefined && status >= 400 ? status : inStream)
  const byWord = words.find(([word]) => word.test(reported.kind))?.[1]
  const isLimit = [byStatus, byWord].includes('rate_limit') || byStatus === 'invalid_request'
  // Gemini's message mentions billing also for a short limit, so a stated period comes first.
  const isQuota =
    isLimit &&
    (reported.limit === undefined
      ? /quota|billing|credit balance|insufficient funds/i.test(reported.message)
      : reported.limit === 'long')
  const kind = isQuota ? 'quota_exhausted' : byStatus === 'unknown' ? (byWord ?? 'unknown') : refine(byStatus, byWord)
  return {
    kind,
    retryable: retryableKinds.includes(kind) || status === 409,
    ...(status !== undefined && status >= 400 && { status }),
  }
}

/** The name may only refine the kind of the status: a 400 with the name of a key error is about the key. */
function refine(byStatus: ApiErrorKind, byWord: ApiErrorKind | undefined): ApiErrorKind {
  const finer: Partial<Record<ApiErrorKind, readonly ApiErrorKind[]>> = {
    rate_limit: ['quota_exhausted'],
    invalid_request: ['auth', 'quota_exhausted', 'rate_limit'],
    server_overload: ['rate_limit'],
  }
  return byWord !== undefined && finer[byStatus]?.includes(byWord) ? byWord : byStatus
}

function kindOfStatus(status: number | undefined): ApiErrorKind {
  // A 409 conflicts with another request, which may have ended by the next attempt.
  if (status === undefined || status === 409) return 'unknown'
  if (status === 401 || status === 403) return 'auth'
  if (status === 402) return 'quota_exhausted'
  if (status === 429) return 'rate_limit'
  if (status === 408 || status >= 500) return 'server_overload'
  return 'invalid_request'
}
