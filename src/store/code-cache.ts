import { readFileSync, rmSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import { join } from 'node:path'

/** Bytes of the checksum before what V8 has made. */
const checksumLength = 4

/** A file of this package that runs, and what of it an earlier process had not compiled. */
export interface Compiled {
  readonly exports: unknown
  /** Where to keep what V8 has compiled of it, and that; absent when it came from there. */
  readonly fresh?: { readonly path: string; readonly data: () => Uint8Array }
}

/**
 * Runs a CommonJS file of this package as an earlier process has compiled it. Compiling is most of what loading it costs, and
 * every test file is a new process. Node has a cache of its own, for all modules or none: the users' too, whose coverage it blurs.
 *
 * @param path absolute.
 * @param folder absolute, of the cache. What is no longer there, or damaged, or of another file, version of Node or flags
 *   is as good as nothing.
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
  // Under its path, so that its later parts, and who requires it, are given this one.
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

/** What is kept there; a damaged file goes, for V8 itself looks at little more than the length of the source. */
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
    // It is as good as none.
  }
}
