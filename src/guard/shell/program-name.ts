/** The program of a word: `vitest` for `./node_modules/.bin/vitest` and for `vitest@latest`. */
export function programName(word: string): string {
  const path = word.replaceAll('\\', '/')
  if (/(^|\/)vitest\/dist\/cli\.js$/.test(path)) return 'vitest'
  return (path.split('/').at(-1) ?? '').replace(/^npm:/, '').replace(/(?<=.)@.*$|\.(cmd|exe|ps1|mjs)$/i, '')
}
