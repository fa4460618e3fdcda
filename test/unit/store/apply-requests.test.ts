import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SecretMemory } from '../../../src/redact/secret-memory.ts'
import { createRedaction } from '../../../src/redact/redaction.ts'
import { readCassette } from '../../../src/store/cassette-file.ts'
import { applyRequests, type Applying } from '../../../src/store/requests/apply-requests.ts'
import type { AcceptedRequest } from '../../../src/store/requests/request-notes.ts'
import { createScan } from '../../../src/store/scan.ts'
import { answered, request } from '../support/interactions.ts'
import { project, type Project } from '../support/open.ts'

const at = '2026-11-30T10:00:00.000Z'
const applying: Applying = {
  at,
  scan: createScan([]),
  redactionOf: () =>
    createRedaction({ credentials: [], paths: [], keep: [], isSecretAt: () => false, memory: new SecretMemory() })
      .interaction,
}

function apply(
  { root, path, options: { owner } }: Project,
  text: string,
  changes: Partial<AcceptedRequest> = {},
): Promise<void> {
  const { recordedAt } = answered('', '')
  const one = {
    position: 2,
    recordedAt,
    service: '',
    request: request(text),
    differences: [],
    places: ['request body'],
    ...changes,
  }
  return applyRequests({ root, dir: 'c', runId: 'run' }, { owner, path, accepted: [one] }, applying)
}

test('the new request stands before the old answer, marked, and the others stay', async () => {
  const there = project([answered('one', 'first'), answered('two', 'second')])
  await apply(there, 'two, please')
  expect(readCassette(there.path, 'a.json')?.interactions).toEqual([
    answered('one', 'first'),
    { ...answered('two', 'second'), request: request('two, please'), requestChanged: { at, places: ['request body'] } },
  ])
  await apply(there, 'two, at once', { places: ['header x'] })
  expect(readCassette(there.path, 'a.json')?.interactions[1]?.requestChanged?.places).toEqual([
    'request body',
    'header x',
  ])
})

test('a secret in the new request is redacted', async () => {
  const there = project([answered('one', 'first'), answered('two', 'second')])
  await apply(there, `two, with sk-proj-${'aB3dE6gH9j'.repeat(5)}`)
  expect(readFileSync(there.path, 'utf8')).toContain('two, with [REDACTED:')
})

test('a cassette that has changed in the meantime stays as it is', async () => {
  const there = project([answered('one', 'first'), answered('two', 'second')])
  const before = readFileSync(there.path, 'utf8')
  await expect(apply(there, 'two, please', { recordedAt: at })).rejects.toThrow('c/a.json has changed in the meantime.')
  expect(readFileSync(there.path, 'utf8')).toBe(before)
})
