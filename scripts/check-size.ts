// Fails when users would download more than the limit: node scripts/check-size.ts
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const limit = 460_000

const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
  cwd: join(import.meta.dirname, '..'),
  encoding: 'utf8',
})
const listed = JSON.parse(packed) as
  | ReadonlyArray<{ readonly size: number }>
  | Record<string, { readonly size: number }>
const [{ size } = { size: Number.NaN }] = Object.values(listed)
console.log(`The packed package has ${Math.round(size / 1000)} kB, of at most ${limit / 1000} kB`)
process.exitCode = size <= limit ? 0 : 1
