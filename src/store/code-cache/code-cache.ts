import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { checksumLength, sealed } from './seal.ts'

/**
 * Runs CommonJS files of this package with the code that V8 has compiled for an earlier process. Compiling takes most of the time
 * of loading them, and every test file is a new process. Node's own compile cache covers all modules, also those of users, and
 * makes their coverage inexact.
 *
 * @see https://nodejs.org/api/vm.html#scriptcreatecacheddata
 */
export class CodeCache {
  readonly #folder: string | undefined
  /** The compiled code of this process, by the path at which it is missing. */
  readonly #fresh = new Map<string, () => Uint8Array>()

  /** @param folder absolute, of `prepareCodeCache`, which has checked the entries; `undefined` for no cache. */
  constructor(folder: string | undefined) {
    this.#folder = folder
  }

  /**
   * Loads a file, once a process.
   *
   * @param path absolute.
   * @throws the error of the file.
   */
  run(path: string): unknown {
    const require = createRequire(path)
    if (this.#folder === undefined) return require(path)
    const known = require.cache[path]
    if (known !== undefined) return known.exports
    const script = this.#compile(path, this.#pathOf(basename(path, '.cjs')))
    // Registered under its path, so that later `require`s get this module.
    const module = new Module(path)
    require.cache[path] = module
    const run = script.runInThisContext() as (...args: unknown[]) => void
    try {
      run(module.exports, require, module, path, dirname(path))
    } catch (error) {
      delete require.cache[path]
      throw error
    }
    module.loaded = true
    return module.exports
  }

  /** Says whether an earlier process with the same files, Node and flags has noted this text. */
  hasNote(name: string, text: string): boolean {
    if (this.#folder === undefined) return false
    return read(this.#pathOf(name))?.subarray(checksumLength).toString() === text
  }

  /** Notes a text for later processes. */
  note(name: string, text: string): void {
    if (this.#folder !== undefined) write(this.#pathOf(name), () => Buffer.from(text))
  }

  /** Keeps the compiled code of this process for later ones. */
  keep(): void {
    for (const [path, data] of this.#fresh) {
      this.#fresh.delete(path)
      write(path, data)
    }
  }

  #pathOf(name: string): string {
    return join(this.#folder ?? '', `${name}.bin`)
  }

  #compile(path: string, cache: string): import('node:vm').Script {
    const { Script } = process.getBuiltinModule('node:vm')
    const cachedData = read(cache)?.subarray(checksumLength)
    const before = '(function (exports, require, module, __filename, __dirname) {'
    const script = new Script(`${before}${readFileSync(path, 'utf8')}\n})`, {
      filename: path,
      columnOffset: -before.length,
      ...(cachedData && { cachedData }),
    })
    if (cachedData === undefined) this.#fresh.set(cache, () => script.createCachedData())
    return script
  }
}

/** Writes an entry, unless there is one. Nothing is lost if that fails: the next process does without. */
function write(path: string, data: () => Uint8Array): void {
  const temporary = `${path}.tmp`
  if (existsSync(path) || existsSync(temporary)) return
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(temporary, sealed(data()), { flag: 'wx' })
    renameSync(temporary, path)
  } catch {
    // The disk refuses, or another process writes it.
  }
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}
