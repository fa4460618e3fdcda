import {
  forEachChild,
  type Assignment,
  type Command,
  type CommandArgument,
  type CompoundList,
  type For,
  type Function,
  type Redirected,
  type Select,
  type Statement,
  type SyntaxNode,
  type Word,
} from 'unbash'
import { runBuiltin, type Argument } from './builtins.ts'
import type { Context, Finder, FunctionBody, Surroundings } from './finder.ts'
import { outputOf } from './output-of.ts'
import {
  assign,
  copyOf,
  exportedOf,
  mergeInto,
  withAssigned,
  type Input,
  type ShellFunction,
  type ShellState,
  type Text,
} from './state.ts'

/** Most words of a loop that are walked one by one. */
const maxRounds = 20

/** Walks the syntax tree of one script. */
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
      case 'Redirected': {
        for (const redirect of node.redirects) this.#substitutions(redirect, state)
        const { input } = state
        state.input = this.#inputOf(node, state)
        this.#node(node.command, state)
        state.input = input
        return
      }
      case 'If':
        this.list(node.clause.commands, state)
        for (const { clause } of node.elif) this.list(clause.commands, copyOf(state))
        return this.#branches([node.then, ...node.elif.map(({ then }) => then), node.else], state)
      case 'While':
        this.list(node.clause.commands, state)
        return this.#branches([node.body, undefined], state)
      case 'For':
      case 'Select':
        for (const word of node.wordlist ?? []) this.#substitutions(word, state)
        return this.#loop(node, state)
      case 'Case':
        this.#substitutions(node.word, state)
        return this.#branches([...node.items.map(({ body }) => body), undefined], state)
      case 'ArithmeticFor':
        return this.#branches([node.body, undefined], state)
      case 'Function':
        return void state.functions.set(node.name.value, this.#function(node, state))
      case 'Coproc':
        return this.#node(node.body, copyOf(state))
      case 'CompoundList':
        return this.list(node.commands, state)
      default:
        this.#substitutions(node, state)
    }
  }

  /** Walks alternative bodies. One of them runs, or none. */
  #branches(bodies: ReadonlyArray<CompoundList | undefined>, state: ShellState): void {
    const branches = bodies.map((body) => {
      const branch = copyOf(state)
      if (body !== undefined) this.list(body.commands, branch)
      return branch
    })
    mergeInto(state, branches)
  }

  /** Walks the body once for each word, or once with an unknown word. */
  #loop({ name, wordlist, body }: For | Select, state: ShellState): void {
    const words = wordlist?.flatMap((word) => this.#finder.expand(word, state)) ?? [undefined]
    const known = words.length > maxRounds ? [undefined] : words
    const before = copyOf(state)
    for (const word of known) {
      assign(state, name.value, word)
      this.list(body.commands, state)
    }
    mergeInto(state, [before, copyOf(state)])
  }

  #function({ body }: Function, state: ShellState): ShellFunction {
    const walk: FunctionBody = (positional, caller) => {
      const outer = caller.positional
      caller.positional = positional
      this.#node(body, caller)
      caller.positional = outer
    }
    return this.#finder.define(walk, state, this.#surroundings.depth === 0)
  }

  /** Walks `a && b || c`. After `&&` all commands before have run; after `||` some may not have run. */
  #andOr(commands: readonly SyntaxNode[], operators: readonly string[], state: ShellState): void {
    const ends: ShellState[] = []
    let before = copyOf(state)
    for (const [index, command] of commands.entries()) {
      const branch = copyOf(before)
      if (index > 0 && operators[index - 1] === '||') mergeInto(branch, ends)
      this.#node(command, branch)
      ends.push(branch)
      before = branch
    }
    mergeInto(state, ends)
  }

  #pipeline(commands: readonly SyntaxNode[], state: ShellState): void {
    const [first] = commands
    if (commands.length === 1 && first !== undefined) return this.#node(first, state)
    let { input } = state
    for (const command of commands) {
      const own = { ...copyOf(state), input }
      this.#node(command, own)
      const source = this.#source.slice(first?.pos, command.end)
      input = command.type === 'Command' ? this.#outputOf(command, own, source) : { source }
    }
  }

  #outputOf(command: Command, state: ShellState, source: string): Input {
    const words = [command.name, ...command.args].map((part) => (part?.type === 'Word' ? part : undefined))
    const expanded = words.flatMap((word) => (word === undefined ? [undefined] : this.#finder.expand(word, state)))
    const read = (path: Text): Text => this.#finder.read(state, path)
    return outputOf(expanded, { input: this.#inputOf(command, state), source, read })
  }

  #command(command: Command, state: ShellState): void {
    this.#substitutions(command, state)
    const assigned = new Map<string, Text>()
    for (const part of command.prefix)
      if (part.type === 'Assignment') assigned.set(part.name, this.#valueOf(part, state))
    if (command.name === undefined) {
      for (const [name, value] of assigned) assign(state, name, value)
      return
    }
    const name = this.#finder.expand(command.name, state)
    const context: Context = {
      ...this.#surroundings,
      state,
      assigned,
      environment: new Map([...exportedOf(state), ...assigned]),
      source: this.#source.slice(command.pos, command.end),
      input: this.#inputOf(command, state),
    }
    const args = command.args.map((part) => this.#argument(part, state))
    if (name.length === 1 && runBuiltin(this.#finder, name[0], args, context)) return
    const words = [...name, ...args.flatMap((arg) => arg.words)]
    const called = words[0] === undefined ? undefined : state.functions.get(words[0])
    if (called !== undefined) return withAssigned(state, assigned, () => called(words.slice(1), state))
    this.#finder.command(words, context)
  }

  #argument(part: CommandArgument, state: ShellState): Argument {
    if (part.type === 'Assignment') {
      const value = this.#valueOf(part, state)
      return { words: [value === undefined ? undefined : `${part.name}=${value}`], name: part.name, value }
    }
    const words = this.#finder.expand(part, state)
    const [, name, value] = /^([A-Za-z_]\w*)(?:=([^]*))?$/.exec(words[0] ?? '') ?? []
    if (name !== undefined) return { words, name, ...(value !== undefined && { value }) }
    // In `"A=$B"` the name is known.
    const written = /^["']?([A-Za-z_]\w*)=/.exec(part.text)?.[1]
    return words[0] === undefined && written !== undefined ? { words, name: written, value: undefined } : { words }
  }

  #valueOf({ append, index, value }: Assignment, state: ShellState): Text {
    return append || index || value.type !== 'Word' ? undefined : this.#text(value, state)
  }

  /** The input of a command from its redirection, else the input of its shell. */
  #inputOf(node: Command | Redirected, state: ShellState): Input | undefined {
    const source = this.#source.slice(node.pos, node.end)
    let { input } = state
    for (const redirect of node.redirects) {
      if (redirect.type === 'HereDoc') input = { text: redirect.body.text }
      else if (/^<<<|^<[>&]?$/.test(redirect.operator) && redirect.target) {
        const word = this.#text(redirect.target, state)
        const text = redirect.type === 'HereString' ? word : this.#finder.read(state, word)
        input = text === undefined ? { source } : { text }
      }
    }
    return input
  }

  #text(word: Word, state: ShellState): Text {
    const texts = this.#finder.expand(word, state)
    return texts.includes(undefined) ? undefined : texts.join(' ')
  }

  /** Walks the substitutions in a node. They run first, each in its own shell. */
  #substitutions(node: SyntaxNode, state: ShellState): void {
    // Some shells run invalid arithmetic as commands.
    if (/^Arithmetic(Command|Expansion)$/.test(node.type) && /vitest/.test(this.#source.slice(node.pos, node.end)))
      this.#finder.found({ unknown: 'a shell may take its arithmetic for commands' })
    forEachChild(node, (child) => {
      if (child.type === 'Script') this.#finder.parsed(child, this.#source, copyOf(state), this.#surroundings)
      else this.#substitutions(child, state)
    })
  }
}
