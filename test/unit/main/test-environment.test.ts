import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runId } from '../../../src/vitest/main/run-id.ts'
import { testEnvironment } from '../../../src/vitest/main/test-environment.ts'
import { folder } from '../support/folder.ts'

function project(files: Record<string, string>): string {
  const root = folder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text)
  return root
}

test('recording reads keys from .env.record, and a refresh also from .env.refresh', () => {
  const root = project({
    '.env.record': '\ufeffFIRST=1\n# keys\nOPENAI_API_KEY="sk-1"\r\nexport OTHER=a b\n\nEMPTY=\n',
    '.env.refresh': 'OPENAI_API_KEY=sk-2',
    '.env': 'NOT=ours',
  })
  expect(testEnvironment('record', root, {})).toEqual({
    FIRST: '1',
    OPENAI_API_KEY: 'sk-1',
    OTHER: 'a b',
    EMPTY: '',
  })
  expect(testEnvironment('refresh', root, {})).toEqual({ FIRST: '1', OPENAI_API_KEY: 'sk-2', OTHER: 'a b', EMPTY: '' })
})

test('the local file has priority', () => {
  const root = project({ '.env.record': 'A=shared\nB=shared', '.env.record.local': 'A=mine' })
  expect(testEnvironment('record', root, {})).toEqual({ A: 'mine', B: 'shared' })
})

test('variables of the user have priority over a file, empty ones do not', () => {
  const root = project({ '.env.record': 'A=file\nB=file' })
  expect(testEnvironment('record', root, { A: 'own', B: '' })).toEqual({ B: 'file' })
})

test('recording adds no placeholder: a missing key must be an error', () => {
  expect(testEnvironment('record', folder(), {})).toEqual({})
})

test('replaying has a placeholder for every key that SDKs need', () => {
  const keys = testEnvironment('replay', project({ '.env.replay': 'A=x', '.env.record': 'B=x' }), {})
  const needed = `OPENAI_API_KEY AZURE_OPENAI_API_KEY ANTHROPIC_API_KEY GOOGLE_API_KEY GOOGLE_APPLICATION_CREDENTIALS GOOGLE_GENERATIVE_AI_API_KEY
    AI_GATEWAY_API_KEY AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY MISTRAL_API_KEY CO_API_KEY GROQ_API_KEY TOGETHER_API_KEY VOYAGE_API_KEY
    OPENROUTER_API_KEY REPLICATE_API_TOKEN HF_TOKEN`
  expect(Object.keys(keys)).toEqual(expect.arrayContaining(needed.trim().split(/\s+/)))
  expect(Object.keys(keys).filter((name) => name.length === 1)).toEqual([])
  const { GOOGLE_APPLICATION_CREDENTIALS: file, ...values } = keys
  expect(file).toMatch(/google-credentials\.json$/)
  for (const value of Object.values(values)) expect(value).toMatch(/placeholder/i)
  // Its client does not send a key of another form to the router.
  expect(keys['HF_TOKEN']).toMatch(/^hf_/)
})

test('a placeholder never replaces a variable of the user', () => {
  const keys = testEnvironment('replay', folder(), { OPENAI_API_KEY: 'sk-own', ANTHROPIC_API_KEY: '' })
  expect(keys).not.toHaveProperty('OPENAI_API_KEY')
  expect(keys).toHaveProperty('ANTHROPIC_API_KEY')
})

test('one of two names of a key is enough: an SDK warns when both are set', () => {
  expect(testEnvironment('replay', folder(), {})).not.toHaveProperty('GEMINI_API_KEY')
  expect(testEnvironment('replay', folder(), { GEMINI_API_KEY: 'mine' })).not.toHaveProperty('GOOGLE_API_KEY')
})

test('a profile, which an SDK prefers to keys, is emptied only in replay', () => {
  expect(testEnvironment('replay', folder(), { AWS_PROFILE: 'mine' })).toHaveProperty('AWS_PROFILE', '')
  expect(testEnvironment('replay', folder(), {})).not.toHaveProperty('AWS_PROFILE')
  expect(testEnvironment('record', folder(), { AWS_PROFILE: 'mine' })).toEqual({})
})

test.each([
  ['nightly-7', 'nightly-7'],
  ['build #12 / main', 'build-12-main'],
  ['../../etc', 'etc'],
  ['a..b', 'a.b'],
  ['.hidden.', 'hidden'],
  [`${'x'.repeat(79)}.y`, 'x'.repeat(79)],
  ['nul', 'run-nul'],
])('CASSETTE_RUN_ID=%s names the folder %s', (given, id) => {
  expect(runId({ CASSETTE_RUN_ID: given })).toBe(id)
})

test.each([undefined, '', '///', '..'])('without a usable id (%j) each run has a random id', (given) => {
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
  expect(runId({ CASSETTE_RUN_ID: given })).toMatch(uuid)
  expect(runId({ CASSETTE_RUN_ID: given })).not.toBe(runId({ CASSETTE_RUN_ID: given }))
})

test.each([
  [{ GITHUB_RUN_ID: '77', GITHUB_RUN_ATTEMPT: '2', GITHUB_JOB: 'unit tests' }, /^77-2-unit-tests-[0-9a-f]{8}$/],
  [{ CI_JOB_ID: '5' }, /^5-[0-9a-f]{8}$/],
  [{ BUILD_TAG: 'x'.repeat(300) }, /^x{71}-[0-9a-f]{8}$/],
])('a CI service names the folder, and each run of a job has a different one: %j', (given, id) => {
  expect(runId(given)).toMatch(id)
  expect(runId(given)).not.toBe(runId(given))
  expect(runId({ ...given, CASSETTE_RUN_ID: 'mine' })).toBe('mine')
})
