import { forEachChild, type Command, type CompoundList, type Statement, type SyntaxNode, type Word } from 'unbash'
import { runBuiltin } from './builtins.ts'
import type { Finder, Surroundings } from './finder.ts'
import { copyOf, exportedOf, mergeInto, type ShellState, type Text } from './state.ts'
import { textOf } from './wrappers.ts'

/** Works through the tree of one script. */
export class ScriptWalk {
  readonly #finder: Finder
  readonly #source: string
  readonly #surroundings: Surroundings

  constructor(finder: Finder, source: string, surroundings: Surroundings) {
    this.#finder = finder
    this.#source = source
    this.#surroundings = surroundings
  }

  list(statements: readonly Statement[], state: ShellState): void {
    for (const { command, background } of statements) this.#node(command, background ? copyOf(state) : state)
  }

  #node(node: SyntaxNode, state: ShellState): void {
    switch (node.type) {
      case 'Command':
        return this.#command(node, state)
      case 'AndOr':
        return this.#andOr(node.commands, node.operators, state)
      case 'Pipeline':
        return this.#pipeline(node.commands, state)
      case 'BraceGroup':
        return this.list(node.body.commands, state)
      case 'Subshell':
        return this.list(node.body.commands, copyOf(state))
      case 'Redirected':
        for (const redirect of node.redirects) this.#substitutions(redirect, state)
        return this.#node(node.command, state)
      case 'If':
        this.list(node.clause.commands, state)
        for (const { clause } of node.elif) this.list(clause.commands, copyOf(state))
        return this.#ways([node.then, ...node.elif.map(({ then }) => then), node.else], state)
      case 'While':
        this.list(node.clause.commands, state)
        return this.#ways([node.body, undefined], state)
      case 'For':
      case 'Select':
        for (const word of node.wordlist ?? []) this.#substitutions(word, state)
        state.variables.set(node.name.value, undefined)
        return this.#ways([node.body, undefined], state)
      case 'Case':
        this.#substitutions(node.word, state)
        return this.#ways([...node.items.map(({ body }) => body), undefined], state)
      case 'ArithmeticFor':
        return this.#ways([node.body, undefined], state)
      case 'Function':
      case 'Coproc':
        return this.#node(node.body, copyOf(state))
      case 'CompoundList':
        return this.list(node.commands, state)
      default:
        this.#substitutions(node, state)
    }
  }

  /** Bodies of which one runs, or none. */
  #ways(bodies: ReadonlyArray<CompoundList | undefined>, state: ShellState): void {
    const ways = bodies.map((body) => {
      const way = copyOf(state)
      if (body !== undefined) this.list(body.commands, way)
      return way
    })
    mergeInto(state, ways)
  }

  /** `a && b || c`: behind `&&` everything before it has run, behind `||` something has not. */
  #andOr(commands: readonly SyntaxNode[], operators: readonly string[], state: ShellState): void {
    const ends: ShellState[] = []
    let before = copyOf(state)
    for (const [index, command] of commands.entries()) {
      const way = copyOf(before)
      if (index > 0 && operators[index - 1] === '||') mergeInto(way, ends)
      this.#node(command, way)
      ends.push(way)
      before = way
    }
    mergeInto(state, ends)
  }

  #pipeline(commands: readonly SyntaxNode[], state: ShellState): void {
    if (commands.length === 1 && commands[0] !== undefined) return this.#node(commands[0], state)
    let input: Text
    for (const command of commands) {
      const own = copyOf(state)
      if (command.type === 'Command') this.#command(command, own, input)
      else this.#node(command, own)
      input = command.type === 'Command' ? this.#printed(command, own) : undefined
    }
  }

  /** What `echo` and `printf` write: a shell may be about to read it. */
  #printed({ name, args }: Command, state: ShellState): Text {
    if (name?.value !== 'echo' && name?.value !== 'printf') return undefined
    return textOf(args.flatMap((word) => (word.type === 'Word' ? this.#finder.expand(word, state) : [word.text])))
  }

  #command(command: Command, state: ShellState, input?: Text): void {
    this.#substitutions(command, state)
    const assigned = new Map<string, Text>()
    for (const part of command.prefix) {
      if (part.type !== 'Assignment') continue
      const value = part.append || part.index || part.value.type !== 'Word' ? undefined : this.#text(part.value, state)
      assigned.set(part.name, value)
    }
    if (command.name === undefined) {
      for (const [name, value] of assigned) state.variables.set(name, value)
      return
    }
    const words = [
      ...this.#finder.expand(command.name, state),
      ...command.args.flatMap((part) =>
        part.type === 'Word'
          ? this.#finder.expand(part, state)
          : [part.value.type === 'Word' ? assignmentText(part.name, this.#text(part.value, state)) : undefined],
      ),
    ]
    if (runBuiltin(this.#finder, words, state)) return
    this.#finder.command(words, {
      ...this.#surroundings,
      state,
      environment: new Map([...exportedOf(state), ...assigned]),
      source: this.#source.slice(command.pos, command.end),
      input: this.#inputOf(command, state) ?? input,
    })
  }

  /** What a here-document or a here-string gives a command to read. */
  #inputOf({ redirects }: Command, state: ShellState): Text {
    for (const redirect of redirects) {
      if (redirect.type === 'HereDoc') return redirect.body.text
      if (redirect.type === 'HereString' && redirect.target) return this.#text(redirect.target, state)
    }
    return undefined
  }

  #text(word: Word, state: ShellState): Text {
    const texts = this.#finder.expand(word, state)
    return texts.includes(undefined) ? undefined : texts.join(' ')
  }

  /** Commands inside of words run first, each in a shell of its own. */
  #substitutions(node: SyntaxNode, state: ShellState): void {
    // What is no arithmetic, some shells run as commands.
    if (/^Arithmetic(Command|Expansion)$/.test(node.type) && /vitest/.test(this.#source.slice(node.pos, node.end)))
      this.#finder.found({ unknown: 'a shell may take its arithmetic for commands' })
    forEachChild(node, (child) => {
      if (child.type === 'Script') this.#finder.parsed(child, this.#source, copyOf(state), this.#surroundings)
      else this.#substitutions(child, state)
    })
  }
}

function assignmentText(name: string, value: Text): Text {
  return value === undefined ? undefined : `${name}=${value}`
}
