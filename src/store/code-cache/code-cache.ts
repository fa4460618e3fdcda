import { checksumLength, sealed } from './seal.ts'

// Each import costs every test file a turn of Vitest's module runner.
const fs = process.getBuiltinModule('node:fs')
const nodeModule: typeof import('node:module') = process.getBuiltinModule('node:module')
const path = process.getBuiltinModule('node:path')

/**
 * Runs CommonJS files of this package with the code that V8 has compiled for an earlier process. Compiling takes most of the time
 * of loading them, and every test file is a new process. Node's own compile cache covers all modules, also those of users, and
 * makes their coverage inexact.
 *
 * @see https://nodejs.org/api/vm.html#scriptcreatecacheddata
 */
export class CodeCache {
  readonly #folder: string | undefined
  readonly #createRequire: typeof nodeModule.createRequire
  /** The compiled code of this process, by the path at which it is missing. */
  readonly #fresh = new Map<string, () => Uint8Array>()

  /**
   * @param folder absolute, of `prepareCodeCache`, which has checked the entries; `undefined` for no cache.
   * @param createRequire that of the realm.
   */
  constructor(
    folder: string | undefined,
    createRequire: typeof nodeModule.createRequire = nodeModule.createRequire.bind(nodeModule),
  ) {
    this.#folder = folder
    this.#createRequire = createRequire
  }

  /**
   * Loads a file, once a process.
   *
   * @param file absolute path.
   * @throws the error of the file.
   */
  run(file: string): unknown {
    const require = this.#createRequire(file)
    if (this.#folder === undefined) return require(file)
    const known = require.cache[file]
    if (known !== undefined) return known.exports
    const script = this.#compile(file, this.#pathOf(path.basename(file, '.cjs')))
    // Registered under its path, so that later `require`s get this module.
    const module = new nodeModule.Module(file)
    require.cache[file] = module
    const run = script.runInThisContext() as (...args: unknown[]) => void
    try {
      run(module.exports, require, module, file, path.dirname(file))
    } catch (error) {
      delete require.cache[file]
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
    for (const [entry, data] of this.#fresh) {
      this.#fresh.delete(entry)
      write(entry, data)
    }
  }

  #pathOf(name: string): string {
    return path.join(this.#folder ?? '', `${name}.bin`)
  }

  #compile(file: string, entry: string): import('node:vm').Script {
    const { Script } = process.getBuiltinModule('node:vm')
    const cachedData = read(entry)?.subarray(checksumLength)
    const before = '(function (exports, require, module, __filename, __dirname) {'
    const script = new Script(`${before}${fs.readFileSync(file, 'utf8')}\n})`, {
      filename: file,
      columnOffset: -before.length,
      ...(cachedData && { cachedData }),
    })
    if (cachedData === undefined) this.#fresh.set(entry, () => script.createCachedData())
    return script
  }
}

/** Writes an entry, unless there is one. Nothing is lost if that fails: the next process does without. */
function write(entry: string, data: () => Uint8Array): void {
  const temporary = `${entry}.tmp`
  if (fs.existsSync(entry) || fs.existsSync(temporary)) return
  try {
    fs.mkdirSync(path.dirname(entry), { recursive: true })
    fs.writeFileSync(temporary, sealed(data()), { flag: 'wx' })
    fs.renameSync(temporary, entry)
  } catch {
    // The disk refuses, or another process writes it.
  }
}

function read(entry: string): Buffer | undefined {
  try {
    return fs.readFileSync(entry)
  } catch {
    return undefined
  }
}
