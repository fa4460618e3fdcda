/** A test that may own a recording. */
export interface NamedTest {
  /** Path of its file, with forward slashes. */
  readonly file: string
  /** Titles from the outermost suite to the test. */
  readonly titles: readonly string[]
}

/** Names by which a recording may name its test. */
export interface NamedRecording {
  /** Path with forward slashes. */
  readonly path: string
  /** The recorded name of its test. */
  readonly name?: string | undefined
}

/**
 * Finds the tests that a recording names, by its recorded name, else by its file name, else by a folder. Names are
 * compared as words, so `TestChat.test_says_hello.yaml` names the test `chat > says hello`.
 *
 * @returns the tests with the best match. Several tests mean that the name is ambiguous.
 */
export function findTests<Test extends NamedTest>(recording: NamedRecording, tests: readonly Test[]): Test[] {
  const folders = recording.path.split('/').map(withoutExtension)
  const file = folders.pop() ?? ''
  const names = [...(recording.name === undefined ? [] : [recording.name]), file, ...folders.toReversed()]
  const inFile = new Set(folders.map(words))
  for (const name of names.map(words).filter(Boolean)) {
    for (const keysOf of [wholeNames, lastTitle]) {
      const found = tests.filter((test) => keysOf(test).includes(name))
      const near = found.filter((test) => inFile.has(words(stemOf(test.file))))
      if (found.length > 0) return near.length > 0 ? near : found
    }
  }
  return []
}

/**
 * The tests that a user means by a text: a title, titles joined by ` > `, or these with the file before them.
 */
export function testsNamed<Test extends NamedTest>(text: string, tests: readonly Test[]): Test[] {
  return tests.filter(({ file, titles }) => {
    const name = titles.join(' > ')
    return [`${file} > ${name}`, name, titles.at(-1)].includes(text)
  })
}

/** Whether a user means a recording by a text: its path, a folder above it, its file name or its recorded name. */
export function isNamed(text: string, { path, name }: NamedRecording): boolean {
  const file = path.split('/').at(-1) ?? ''
  return [path, file, withoutExtension(file), name].includes(text) || path.startsWith(`${text.replace(/\/$/, '')}/`)
}

function wholeNames({ file, titles }: NamedTest): string[] {
  const whole = titles.join(' ')
  return [words(whole), words(`${stemOf(file)} ${whole}`)]
}

function lastTitle({ titles }: NamedTest): string[] {
  return [words(titles.at(-1) ?? '')]
}

/** Letters and digits of a name, without the word `test`, which some tools demand and others do not. */
function words(name: string): string {
  const all = name
    .normalize('NFKD')
    .replaceAll(/(\p{Ll})(?=\p{Lu})/gu, '$1 ')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  return all.filter((word) => word !== 'test' && word !== 'tests').join('') || all.join('')
}

function stemOf(file: string): string {
  return (file.split('/').at(-1) ?? '').replace(/([._-](test|spec))?\.[cm]?[jt]sx?$/, '')
}

function withoutExtension(name: string): string {
  return name.replace(/(\.(har|ya?ml|json|jsonl|responses))+$/i, '')
}
