/** Longest readable part of a name, in characters. */
const longest = 80
/** Longest readable part, in UTF-8 bytes: file systems allow 255 bytes. */
const longestBytes = 180

/** Names that Windows reserves for devices, with any extension. */
const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i

/** A name that ends like a hashed name made here. */
const hashed = /-[0-9a-f]{8}$/

/**
 * File names, without extension, for the tests of one file: readable, unique on case-insensitive disks, safe on every
 * system, and the same when only a part of the tests runs.
 *
 * A name that is not unique, or that lost characters, ends in eight characters of a hash of the full name. Tests that
 * share one full name are numbered (`~2`, `~3`).
 *
 * @param tests full names: the titles from the outermost suite to the test.
 */
export function cassetteNames(tests: ReadonlyArray<readonly string[]>): string[] {
  const fullNames = tests.map((titles) => titles.join('\0'))
  const slugs = tests.map(slugOf)
  const owners = new Map<string, Set<string>>()
  slugs.forEach((slug, index) => {
    const folded = fold(slug.text)
    owners.set(folded, (owners.get(folded) ?? new Set()).add(fullNames[index] ?? ''))
  })
  const counts = new Map<string, number>()
  return slugs.map((slug, index) => {
    const fullName = fullNames[index] ?? ''
    const count = (counts.get(fullName) ?? 0) + 1
    counts.set(fullName, count)
    const isShared = (owners.get(fold(slug.text))?.size ?? 1) > 1
    const name = slug.isLossy || isShared ? `${slug.text}-${hash(fullName)}` : slug.text
    // A slug never holds `~`, so a numbered name cannot be the name of another test.
    return count === 1 ? name : `${name}~${count}`
  })
}

function slugOf(titles: readonly string[]): { readonly text: string; readonly isLossy: boolean } {
  const whole = titles.map(readable).filter(Boolean).join('--')
  let text = shortened(whole)
  const isLossy = text !== whole || text === '' || reserved.test(text) || hashed.test(text)
  // Windows takes the text before the first dot for the name of the device.
  if (reserved.test(text)) text = text.replaceAll('.', '-')
  return { text: text.replace(/[-.]+$/, '') || 'test', isLossy }
}

/** The beginning of a text, cut between characters. */
function shortened(text: string): string {
  const characters = Array.from(text).slice(0, longest)
  while (Buffer.byteLength(characters.join('')) > longestBytes) characters.pop()
  return characters.join('')
}

/** Most titles are ASCII; they skip the classes and the forms of Unicode, which are slow to load. */
const isAscii = /^[\x20-\x7e]*$/

/** Keeps letters and digits of any script, drops invisible characters, and turns everything else into one dash. */
function readable(title: string): string {
  const words = isAscii.test(title) ? title.replaceAll(/[^a-z0-9._]+/gi, '-') : readableInAnyScript(title)
  return words.replaceAll(/\.{2,}/g, '.').replaceAll(/^[-.]+|[-.]+$/g, '')
}

function readableInAnyScript(title: string): string {
  return title
    .replaceAll(/\p{Default_Ignorable_Code_Point}+/gu, '')
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N}._]+/gu, '-')
    .replaceAll(/(?<![\p{L}\p{M}\p{N}])\p{M}+/gu, '')
}

/** Two names with the same fold are one file on a case-insensitive disk. */
function fold(name: string): string {
  if (isAscii.test(name)) return name.toLowerCase()
  // Upper case first: some disks take ß for ss and ς for σ, and lower case alone does not.
  return name.normalize('NFD').toUpperCase().toLowerCase().normalize('NFD')
}

/** Loads `node:crypto` only here: it is slow to load, and few names need a hash. */
function hash(text: string): string {
  const { createHash } = process.getBuiltinModule('node:crypto')
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}
