/** What kind of refusal a provider gave, and whether the same request may succeed later. */
export interface ApiError {
  readonly kind: ApiErrorKind
  readonly retryable: boolean
  /** HTTP status; absent for an error inside a stream that began well. */
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
export type ApiErrorKind = (typeof apiErrorKinds)[number]

/**
 * What providers call their errors, in `type`, `code`, `status` or the name of an exception. The first that fits counts:
 * a quota is spoken of in the words of a rate limit.
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
 * @param status HTTP status, or the number that an error inside a stream gives.
 * @param said what the provider calls it, and its message: both are only looked at, never kept.
 */
export function apiError(
  status: number | undefined,
  said: { readonly kind: string; readonly message: string; readonly limit?: 'short' | 'long' },
): ApiError {
  const inStream = /^\d{3}$/.test(said.kind) ? Number(said.kind) : undefined
  const byStatus = kindOfStatus(status !== undefined && status >= 400 ? status : inStream)
  const byWord = words.find(([word]) => word.test(said.kind))?.[1]
  const isLimit = [byStatus, byWord].includes('rate_limit') || byStatus === 'invalid_request'
  // A provider that says how long the limit is may still speak of billing in its message, as Gemini does.
  const isQuota =
    isLimit &&
    (said.limit === undefined
      ? /quota|billing|credit balance|insufficient funds/i.test(said.message)
      : said.limit === 'long')
  const kind = isQuota ? 'quota_exhausted' : byStatus === 'unknown' ? (byWord ?? 'unknown') : refine(byStatus, byWord)
  return {
    kind,
    retryable: retryableKinds.includes(kind) || status === 409,
    ...(status !== undefined && status >= 400 && { status }),
  }
}

/** The word may only make a status more exact: a 400 that speaks of a key is about the key. */
function refine(byStatus: ApiErrorKind, byWord: ApiErrorKind | undefined): ApiErrorKind {
  const finer: Partial<Record<ApiErrorKind, readonly ApiErrorKind[]>> = {
    rate_limit: ['quota_exhausted'],
    invalid_request: ['auth', 'quota_exhausted', 'rate_limit'],
    server_overload: ['rate_limit'],
  }
  return byWord !== undefined && finer[byStatus]?.includes(byWord) ? byWord : byStatus
}

function kindOfStatus(status: number | undefined): ApiErrorKind {
  // A conflict is with another request, which may be over the next time.
  if (status === undefined || status === 409) return 'unknown'
  if (status === 401 || status === 403) return 'auth'
  if (status === 402) return 'quota_exhausted'
  if (status === 429) return 'rate_limit'
  if (status === 408 || status >= 500) return 'server_overload'
  return 'invalid_request'
}
