import { readFileSync, rmSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import { join } from 'node:path'

/** Bytes of the checksum before V8's data. */
const checksumLength = 4

/** A loaded file of this package, with the code cache to store if there was none. */
export interface Compiled {
  readonly exports: unknown
  /** Path and data of a new code cache; absent when the file was loaded from the cache. */
  readonly fresh?: { readonly path: string; readonly data: () => Uint8Array }
}

/**
 * Runs a CommonJS file of this package with the code cache of an earlier process. Compiling takes most of the time of
 * loading it, and every test file is a new process. Node's own compile cache covers all modules, also those of users, and
 * makes their coverage inexact.
 *
 * @param path absolute.
 * @param folder absolute folder of the cache. A missing or damaged entry, or one of another file, Node version or flags, is
 *   ignored.
 * @see https://nodejs.org/api/vm.html#scriptcreatecacheddata
 */
export function runCompiled(path: string, folder: string): Compiled {
  const require = createRequire(path)
  const known = require.cache[path]
  if (known !== undefined) return { exports: known.exports }
  const { Script } = process.getBuiltinModule('node:vm')
  const { crc32 } = process.getBuiltinModule('node:zlib')
  const source = readFileSync(path, 'utf8')
  const flags = [...process.execArgv, process.env['NODE_OPTIONS']].join(' ')
  const key = crc32(`${process.version} ${process.arch} ${flags}`, crc32(source)).toString(16)
  const cache = join(folder, `first-request-${key}-${source.length}.bin`)
  const cachedData = read(cache, crc32)
  const before = '(function (exports, require, module, __filename) {'
  const script = new Script(`${before}${source}\n})`, {
    filename: path,
    columnOffset: -before.length,
    ...(cachedData && { cachedData }),
  })
  // Registered under its path, so that later `require`s get this module.
  const module = new Module(path)
  require.cache[path] = module
  const run = script.runInThisContext() as (...args: unknown[]) => void
  try {
    run(module.exports, require, module, path)
  } catch (error) {
    delete require.cache[path]
    throw error
  }
  module.loaded = true
  if (cachedData !== undefined && script.cachedDataRejected !== true) return { exports: module.exports }
  if (cachedData !== undefined) remove(cache)
  const data = (): Uint8Array => {
    const made = script.createCachedData()
    const checksum = Buffer.alloc(checksumLength)
    checksum.writeUInt32LE(crc32(made))
    return Buffer.concat([checksum, made])
  }
  return { exports: module.exports, fresh: { path: cache, data } }
}

/** Reads a cache entry and removes a damaged one: V8 itself checks little more than the length of the source. */
function read(path: string, crc32: (data: Uint8Array) => number): Buffer | undefined {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch {
    return undefined
  }
  const data = bytes.subarray(checksumLength)
  if (bytes.length > checksumLength && bytes.readUInt32LE() === crc32(data)) return data
  remove(path)
  return undefined
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // A damaged file that cannot be removed is ignored.
  }
}
