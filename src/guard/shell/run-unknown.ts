import type { Context, Finder } from './finder.ts'
import { isPackageManager } from './packages.ts'
import { programName } from './program-name.ts'
import { knownText } from './could-start-vitest.ts'
import { shells } from './run-shell.ts'
import type { Text } from './state.ts'

/** Programs that never run their arguments. */
const readers: ReadonlySet<string> = new Set([
  ...'echo printf cat bat less more head tail tee wc sort uniq cut tr nl fold'.split(' '),
  ...'grep egrep fgrep rg ag ack sed gsed awk gawk perl jq yq diff cmp comm'.split(' '),
  ...'ls eza tree stat file du df cp mv rm mkdir rmdir touch ln chmod chown'.split(' '),
  ...'which whereis type hash man tldr help apropos true false : test [ [[ exit'.split(' '),
  ...'code cursor vim vi nvim nano emacs subl open xdg-open gh glab hub tig'.split(' '),
  ...'ps pgrep pkill kill killall lsof sleep wait jobs fg bg disown history date'.split(' '),
  ...'curl wget http tar zip unzip brew apt apt-get pip pip3 cargo go realpath'.split(' '),
  ...'dirname basename return break continue wait umask ulimit hyperlink say notify-send'.split(' '),
  ...'eslint prettier tsc oxlint oxfmt biome knip vitest-cassette'.split(' '),
])

/** An unknown program may run the words after `--`, a command among its words, or a word that is a command text. */
export function runUnknown(finder: Finder, name: string, args: readonly Text[], context: Context): void {
  if (readers.has(name)) return
  for (const [index, word] of args.entries()) {
    const before = finder.count
    const rest = args.slice(index + 1)
    if (word === undefined) continue
    if (word === '--' || (rest.length > 0 && isStarter(word)))
      finder.command(word === '--' ? rest : args.slice(index), context)
    else if (/\s/.test(word)) finder.maybeScript(word, context)
    else continue
    if (finder.count > before) return
  }
  if (args.includes(undefined) && /vitest\s+(run|watch|related|bench|-)/.test(context.source))
    finder.unknown('only the shell knows some of its words: write them out', knownText(context.source, context.text))
}

function isStarter(word: string): boolean {
  const name = programName(word)
  return ['vitest', 'node', 'env', 'cross-env'].includes(name) || isPackageManager(name) || shells.has(name)
}
