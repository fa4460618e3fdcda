import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCompiled, type Compiled } from '../../../src/store/code-cache.ts'
import { folder } from '../support/folder.ts'

const source = 'exports.answer = (question) => question + "!"'

/** Loads a file as a new process does, and keeps its compiled code where none was kept. */
function load(path: string, root: string): Compiled {
  delete createRequire(path).cache[path]
  const compiled = runCompiled(path, root)
  expect((compiled.exports as { answer: (question: string) => string }).answer('yes')).toMatch(/^yes[!?]$/)
  if (compiled.fresh !== undefined) writeFileSync(compiled.fresh.path, compiled.fresh.data())
  return compiled
}

test('compiled code is kept, and made again where it is damaged or of another file', () => {
  const root = folder()
  const path = join(root, 'engine.cjs')
  writeFileSync(path, source)
  const kept = load(path, root).fresh!.path
  expect(load(path, root).fresh).toBeUndefined()

  const whole = readFileSync(kept)
  const flipped = Buffer.from(whole)
  flipped[whole.length >> 1]! ^= 0xff
  for (const damaged of [flipped, whole.subarray(0, 100), whole.subarray(0, 4), Buffer.alloc(0)]) {
    writeFileSync(kept, damaged)
    expect(load(path, root).fresh?.path).toBe(kept)
    expect(load(path, root).fresh).toBeUndefined()
  }

  // As long as before: V8 would take the code of the other file.
  writeFileSync(path, source.replace('!', '?'))
  expect(load(path, root).fresh?.path).not.toBe(kept)
  expect((load(path, root).exports as { answer: (question: string) => string }).answer('yes')).toBe('yes?')
})
