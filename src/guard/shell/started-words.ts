import type { Text } from './state.ts'

/** The words behind `xargs vitest run`: more are put behind, which nobody knows. None when it starts nothing. */
export function argsOfXargs(args: readonly Text[]): Text[] {
  const at = args.findIndex((word) => word !== undefined && !word.startsWith('-') && !/^\d+$|^\{\}$/.test(word))
  return at === -1 ? [] : [...args.slice(at), undefined]
}

/** The words of each command that `find … -exec … ;` starts; what holds a found path nobody knows. */
export function argsOfFind(args: readonly Text[]): Text[][] {
  return args.flatMap((word, index) => {
    if (word === undefined || !['-exec', '-execdir', '-ok', '-okdir'].includes(word)) return []
    const end = args.findIndex((one, place) => place > index && (one === ';' || one === '+'))
    const words = args.slice(index + 1, end === -1 ? undefined : end)
    return [words.map((one) => (one?.includes('{}') ? undefined : one))]
  })
}

/** The words behind Vitest in `node node_modules/vitest/vitest.mjs run`; `undefined` when Node runs something else. */
export function argsOfNode(args: readonly Text[]): Text[] | undefined {
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index]
    if (word === undefined) return undefined
    if (['-r', '--require', '--import', '--loader', '--env-file', '-C', '--conditions'].includes(word)) index += 1
    else if (!word.startsWith('-')) {
      const path = word.replaceAll('\\', '/')
      const isVitest = /(^|\/)vitest(\.mjs)?$|(^|\/)vitest\/dist\/cli\.js$/.test(path)
      return isVitest ? args.slice(index + 1) : undefined
    }
  }
  return undefined
}
