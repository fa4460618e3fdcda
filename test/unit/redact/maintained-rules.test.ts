import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { entropyOf } from '../../../src/redact/recognize/entropy.ts'
import { keyRules, serviceRules } from '../../../src/redact/recognize/key-rules.ts'
import { looksSecret } from '../../../src/redact/recognize/looks-secret.ts'
import { createRedaction } from '../../../src/redact/redaction.ts'
import { createScan } from '../../../src/store/scan.ts'
import { randomFrom, sampleOf } from '../support/sample-of.ts'

const { text: redact } = createRedaction({ credentials: [], paths: [], keep: [] })

/** Keys of a shape, always the same: as in the vectors of gitleaks, the pattern makes them. */
function samplesOf(shape: string, count = 20): string[] {
  const random = randomFrom(7)
  return Array.from({ length: count }, () => sampleOf(shape, random))
}

describe('rules of gitleaks', () => {
  test.each(keyRules)('%s, marked %s', (_, __, shape, entropy) => {
    const samples = samplesOf(shape)
      .filter((key) => entropyOf(key) > entropy)
      .slice(0, 20)
    expect(samples.length).toBeGreaterThan(0)
    for (const key of samples) {
      expect(redact(key), key).toMatch(/^\[REDACTED:[a-z0-9-]+\]$/)
      expect(redact(`The key is ${key}, they say.`)).toMatch(/^The key is \[REDACTED:[a-z0-9-]+\], they say\.$/)
    }
  })

  test.each(serviceRules)('%s, marked %s', (_, marks, names, value, entropy) => {
    const samples = samplesOf(value)
      .filter((one) => !one.startsWith('=') && looksSecret(one) && entropyOf(one) > entropy)
      .slice(0, 20)
    const [name] = samplesOf(names, 1)
    expect(samples.length, marks).toBeGreaterThan(0)
    for (const one of samples) expect(redact(`set ${name}_x = '${one}'`)).toMatch(/ = '\[REDACTED:[a-z0-9-]+\]'$/)
  })
})

/** The patterns of keys of the installed version. */
function secretlintPatterns(): string[] {
  const file = createRequire(import.meta.url).resolve('@secretlint/secretlint-rule-preset-recommend')
  return [...readFileSync(file, 'utf8').matchAll(/\/\(\?<!\\p\{L\}\)(.+)\/gu;/g)].map(([, pattern = '']) => pattern)
}

describe('rules of secretlint', () => {
  const scan = createScan([])
  const find = (text: string): ReturnType<typeof scan> =>
    scan({
      lane: 'main',
      recordedAt: '2026-01-01T00:00:00.000Z',
      request: { method: 'POST', url: 'https://api.example/', body: { text } },
      response: { status: 200 },
    })

  test.each(secretlintPatterns())('%s', async (pattern) => {
    const keys = samplesOf(pattern)
    // These two rules look closer than their pattern: at the length, and into the base64.
    const isPicky = /^SG|^ops_/.test(pattern)
    expect(await find(keys.join(' ')).then(({ length }) => length > 0)).toBe(!isPicky)
    expect(await find(keys.map((key) => redact(`It is ${key}.`)).join(' '))).toEqual([])
  })
})
