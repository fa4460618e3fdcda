import type { Text } from './state.ts'

const xargsValues = [
  ...'-a --arg-file -d --delimiter -E -I -J -R -S -L --max-lines -n --max-args'.split(' '),
  ...'-P --max-procs -s --max-chars --process-slot-var'.split(' '),
]

/** The command of `xargs vitest run`, with an unknown word for the added arguments. Empty when there is no command. */
export function argsOfXargs(args: readonly Text[]): Text[] {
  let place: string | undefined
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index]
    if (word !== undefined && /^(-I.+|-i|--replace)/.test(word))
      place = word.replace(/^(-I|-i|--replace)=?/, '') || '{}'
    else if (word === '-I' || word === '-J') place = args[(index += 1)]
    else if (word !== undefined && xargsValues.includes(word)) index += 1
    else if (word === undefined || !word.startsWith('-')) {
      const words = args.slice(index)
      if (place === undefined) return [...words, undefined]
      return words.map((other) => (other?.includes(place ?? '') ? undefined : other))
    }
  }
  return []
}

const parallelValues = [
  ...'-j --jobs -P -a --arg-file -I -d --delimiter -C --colsep -n -N -L -s'.split(' '),
  ...'--results --joblog --timeout --retries --delay --load --memfree --halt --tmpdir --wd'.split(' '),
]

/** The texts that a shell reads in `parallel 'vitest run {}' ::: a b`. A variable stands for the inserted argument. */
export function scriptsOfParallel(args: readonly Text[]): Text[] {
  const end = args.findIndex((word) => /^:::?:?\+?$/.test(word ?? ''))
  const own = end === -1 ? args : args.slice(0, end)
  let at = 0
  while (at < own.length && own[at]?.startsWith('-')) at += parallelValues.includes(own[at] ?? '') ? 2 : 1
  const command = own.slice(at)
  // Without a command, the arguments are commands.
  if (command.length === 0) return end === -1 ? [] : args.slice(end + 1)
  if (command.includes(undefined)) return [undefined]
  const text = command.join(' ')
  const placed = text.replaceAll(/\{[\d./#%:]*\}/g, '"$_given"')
  return [placed === text ? `${text} "$_given"` : placed]
}

/** The words of each command that `find … -exec … ;` starts. A word with a found path is unknown. */
export function argsOfFind(args: readonly Text[]): Text[][] {
  return args.flatMap((word, index) => {
    if (word === undefined || !['-exec', '-execdir', '-ok', '-okdir'].includes(word)) return []
    const end = args.findIndex((other, place) => place > index && (other === ';' || other === '+'))
    const words = args.slice(index + 1, end === -1 ? undefined : end)
    return [words.map((other) => (other?.includes('{}') ? undefined : other))]
  })
}

type Started = { readonly words: Text[] } | { readonly script: Text }

/** Commands that Git starts: words, or a text for a shell. */
export function startedByGit(args: readonly Text[]): Started[] {
  return args.flatMap((word, index): Started[] => {
    const rest = args.slice(index + 1)
    if (word === 'bisect' && rest[0] === 'run') return [{ words: rest.slice(1) }]
    if (word === 'submodule' && rest.includes('foreach'))
      return [{ script: rest.slice(rest.indexOf('foreach') + 1).find((other) => !other?.startsWith('-')) }]
    if (args.includes('rebase') && (word === '-x' || word === '--exec')) return [{ script: rest[0] }]
    if (args.includes('rebase') && word?.startsWith('--exec=')) return [{ script: word.slice('--exec='.length) }]
    const alias = /^alias\.[^=]+=!(.*)$/s.exec(word ?? '')
    return alias === null ? [] : [{ script: alias[1] }]
  })
}
