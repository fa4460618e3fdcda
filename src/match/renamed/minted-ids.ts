/** Words of the names of fields that hold an id: the last one says so. */
const idWords = new Set('id ids uuid guid key identifier nonce session trace run user'.split(' '))
/** Words in the names of fields that choose something. Another id there means another answer. */
const choices = new Set(
  'model voice response file store assistant thread batch container deployment skill index project'.split(' '),
)
/** Names of objects whose `id` chooses something: a stored prompt, a file. */
const chosen = new Set([...choices, 'prompt', 'audio', 'image', 'reference'])

/** Whether a client may mint the value of a field: `id`, `toolCallId` and `session_id`, but not `file_id` or `prompt.id`. */
export function isMintedName(name: string, parent: string): boolean {
  const words = wordsOf(name)
  if (words.some((word) => choices.has(word)) || !idWords.has(words.at(-1) ?? '')) return false
  return !(words.length === 1 && chosen.has(parent.toLowerCase())) && words.join(' ') !== 'prompt id'
}

/** A part of an id that a person can have chosen: a word, words in camel case, an acronym or a number. */
const word = /^(?:[a-z]?\d+[a-z]?|[A-Z]+\d{0,4}|[A-Z]?[a-z]+(?:[A-Z][a-z]+)*\d{0,4})$/
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** Characters of an id: those of base64 and of a fraction too. */
const idCharacters = /^[\w.+/=-]+$/

/** Whether a text looks like an id that no person chose. */
export function isMinted(text: string): boolean {
  if (uuid.test(text)) return true
  if (!idCharacters.test(text)) return false
  // Dashes and underscores may stand anywhere in an id of nanoid.
  const parts = text.split(/[-_.+/=]+/)
  const random = parts.filter((part) => part.length >= 3 && !word.test(part))
  return random.join('').length >= 8 || parts.some((part) => longNumber.test(part))
}

/** A time in seconds or milliseconds, or a random number. */
const longNumber = /^\d{10,}$/

/** Most characters by which two random ids of one generator differ in length: `Math.random().toString(36)` varies. */
const unequal = 2

/** A word before a random part: `call_`, `chatcmpl-`. An id of nanoid may begin with letters and a dash by chance. */
const prefix = /^[a-z]{3,}[_-](?=[^_-]+$)/

/**
 * Whether two different texts look like ids of the same generator. A random id may look like a word by chance, so one of
 * them suffices.
 */
export function areMintedAlike(recorded: string, asked: string): boolean {
  if (!idCharacters.test(recorded) || !idCharacters.test(asked)) return false
  const minted = [recorded, asked].filter(isMinted).length
  if (minted === 0 || uuid.test(recorded) !== uuid.test(asked)) return false
  // A long id may be made of several parts that vary.
  const most = minted === 2 ? Math.max(unequal, Math.max(recorded.length, asked.length) / 4) : unequal
  if (Math.abs(recorded.length - asked.length) > most) return false
  const [before, now] = [recorded, asked].map((text) => prefix.exec(text)?.[0])
  return before === undefined || now === undefined || before === now
}

function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((part) => part !== '')
}
