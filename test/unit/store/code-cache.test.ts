import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CodeCache } from '../../../src/store/code-cache/code-cache.ts'
import { prepareCodeCache } from '../../../src/store/code-cache/prepare-code-cache.ts'
import { folder } from '../support/folder.ts'

const source = 'exports.answer = (question) => question + "!"'

/** Loads a file as a new run with one process does, and keeps its compiled code where none was kept. */
function load(path: string, root: string, flags: readonly string[] = []): { answer: string; entries: string } {
  delete createRequire(path).cache[path]
  const prepared = prepareCodeCache(join(root, 'cache'), [path], flags)
  const entries = (): string[] => {
    try {
      return readdirSync(prepared)
    } catch {
      return []
    }
  }
  const before = entries()
  const cache = new CodeCache(prepared)
  const { answer } = cache.run(path) as { answer: (question: string) => string }
  expect(cache.run(path)).toBe(cache.run(path))
  cache.keep()
  expect(entries()).toEqual(['engine.bin'])
  return { answer: answer('yes'), entries: before.join() }
}

test('a note is kept with the compiled code, and no process with other flags has it', () => {
  const root = folder()
  const path = join(root, 'engine.cjs')
  writeFileSync(path, source)
  const cacheFor = (flags: readonly string[]): CodeCache =>
    new CodeCache(prepareCodeCache(join(root, 'cache'), [path], flags))
  const first = cacheFor([])
  first.note('trial', 'passed')
  expect(cacheFor([]).hasNote('trial', 'passed')).toBe(true)
  expect(cacheFor([]).hasNote('trial', 'failed')).toBe(false)
  expect(cacheFor(['--expose-gc']).hasNote('trial', 'passed')).toBe(false)

  const none = new CodeCache(undefined)
  none.note('trial', 'passed')
  expect(none.hasNote('trial', 'passed')).toBe(false)
})

test('the code of another version is removed when no run has used it for a month', () => {
  const root = folder()
  const path = join(root, 'engine.cjs')
  writeFileSync(path, source)
  const cache = join(root, 'cache')
  load(path, root, ['--old'])
  load(path, root, ['--recent'])
  load(path, root)
  const old = Date.now() / 1000 - 31 * 86_400
  utimesSync(prepareCodeCache(cache, [path], ['--old']), old, old)
  utimesSync(prepareCodeCache(cache, [path], []), old, old)
  const used = prepareCodeCache(cache, [path], [])
  expect(readdirSync(cache)).toHaveLength(2)
  prepareCodeCache(cache, [path], ['--recent'])
  expect(readdirSync(used)).toEqual(['engine.bin'])
})

test('compiled code is kept, and made again where it is damaged or of another file or of other flags', () => {
  const root = folder()
  const path = join(root, 'engine.cjs')
  writeFileSync(path, source)
  expect(load(path, root)).toEqual({ answer: 'yes!', entries: '' })
  expect(load(path, root)).toEqual({ answer: 'yes!', entries: 'engine.bin' })

  const kept = join(prepareCodeCache(join(root, 'cache'), [path], []), 'engine.bin')
  const whole = readFileSync(kept)
  const flipped = Buffer.from(whole)
  flipped[whole.length >> 1]! ^= 0xff
  for (const damaged of [flipped, whole.subarray(0, 100), whole.subarray(0, 4), Buffer.alloc(0)]) {
    writeFileSync(kept, damaged)
    // A process was killed while it wrote.
    writeFileSync(`${kept}.tmp`, damaged)
    expect(load(path, root)).toEqual({ answer: 'yes!', entries: '' })
    expect(load(path, root)).toEqual({ answer: 'yes!', entries: 'engine.bin' })
  }
  expect(load(path, root, ['--expose-gc'])).toEqual({ answer: 'yes!', entries: '' })

  // As long as before: V8 would take the code of the other file.
  writeFileSync(path, source.replace('!', '?'))
  expect(load(path, root)).toEqual({ answer: 'yes?', entries: '' })
  expect(load(path, root)).toEqual({ answer: 'yes?', entries: 'engine.bin' })
})
