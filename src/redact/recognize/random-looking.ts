/** Shorter values are words, codes and numbers that people give. */
const shortest = 16

const uuid = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i
const jwt = /^eyJ[\w-]{6,}\.[\w-]{6,}/
const hex = /^(?=.*\d)(?=.*[a-f])[0-9a-f]+$/i

/**
 * Whether a value of a query or a form looks as if a machine had made it up: the id of a session, the code of an OAuth
 * login, a token. What people call things does not: `ABC-1`, `customer-onboarding-v2`, `2026-11-21T10:02:11Z`.
 */
export function isGenerated(value: string): boolean {
  if (value.length < shortest || !/^[\w.~+/=:%|-]+$/.test(value)) return false
  if (uuid.test(value) || jwt.test(value) || hex.test(value) || /^\d{20,}$/.test(value)) return true
  const runs = value.match(/[A-Za-z0-9]{6,}/g) ?? []
  return runs.reduce((sum, run) => sum + turns(run), 0) > 3
}

/** How often digits, capitals and other letters take turns; a capital that begins a word, as in `orderDetails`, does not count. */
function turns(run: string): number {
  const capitals = run.match(/[A-Z]/g)?.length ?? 0
  // No language has words that short.
  const isOfWords = capitals < run.length / 4
  const turn = isOfWords ? /(?<=\d)[A-Za-z]|(?<=[A-Za-z])\d/g : /(?<=\d)[A-Za-z]|(?<=[A-Za-z])\d|(?<=[a-z])[A-Z]/g
  return run.match(turn)?.length ?? 0
}
