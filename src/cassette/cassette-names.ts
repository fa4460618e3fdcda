/** Longest readable part of a name, in characters. */
const longest = 80
/** Longest readable part in UTF-8 bytes: file systems count those, 255 at most. */
const longestBytes = 180

/** Names that Windows keeps for devices, with any extension. */
const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i

/** A name that ends as those made here do. */
const hashed = /-[0-9a-f]{8}$/

/**
 * File names, without extension, for the tests of one file: readable, unique on case-insensitive disks, safe on every
 * system, and the same whatever part of the tests runs.
 *
 * A name that is not unique, or lost too much to be told from others, ends in eight characters of a hash of the full
 * name; tests that share one full name are counted (`-2`, `-3`).
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
    // `~` never stands in a slug, so a counted name cannot be the name of another test.
    return count === 1 ? name : `${name}~${count}`
  })
}

function slugOf(titles: readonly string[]): { readonly text: string; readonly isLossy: boolean } {
  const whole = titles.map(readable).filter(Boolean).join('--')
  let text = shortened(whole)
  const isLossy = text !== whole || text === '' || reserved.test(text) || hashed.test(text)
  // A device's name stays one until the first dot, whatever follows that.
  if (reserved.test(text)) text = text.replaceAll('.', '-')
  return { text: text.replace(/[-.]+$/, '') || 'test', isLossy }
}

/** The start of a text, cut between characters. */
function shortened(text: string): string {
  const characters = Array.from(text).slice(0, longest)
  while (Buffer.byteLength(characters.join('')) > longestBytes) characters.pop()
  return characters.join('')
}

/** Most titles: for them the tables of all scripts, dear to compile, are not needed. */
const isAscii = /^[\x20-\x7e]*$/

/** Letters and digits of any script stay, what cannot be seen goes, everything else becomes one dash. */
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
  // Up and down again: some disks hold ß for ss and ς for σ, which lower case alone does not.
  return name.normalize('NFD').toUpperCase().toLowerCase().normalize('NFD')
}

/** Few names need it, and `node:crypto` is the dearest thing that naming could load into every test process. */
function hash(text: string): string {
  const { createHash } = process.getBuiltinModule('node:crypto')
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}
