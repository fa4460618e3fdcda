import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Mode } from '../../../src/cassette/mode.ts'
import type { ReplayVariables } from '../../../src/cassette/replay-variables.ts'
import { runId } from '../../../src/vitest/main/run-id.ts'
import { testEnvironment } from '../../../src/vitest/main/variables/test-environment.ts'
import { folder } from '../support/folder.ts'

function project(files: Record<string, string>): string {
  const root = folder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text)
  return root
}

/** The variables that the tests of a folder get. */
function variables(
  mode: Mode,
  root: string,
  environment: Record<string, string> = {},
  { noted = {}, testEnv = {} }: { noted?: ReplayVariables; testEnv?: Record<string, string> } = {},
): Record<string, string> {
  return testEnvironment(mode, { roots: [root], environment, testEnv, noted: () => noted })
}

test('recording reads keys from .env.record, and a refresh also from .env.refresh', () => {
  const root = project({
    '.env.record': '\ufeffFIRST=1\n# keys\nOPENAI_API_KEY="sk-1"\r\nexport OTHER=a b\n\nEMPTY=\n',
    '.env.refresh': 'OPENAI_API_KEY=sk-2',
    '.env': 'NOT=ours',
  })
  expect(variables('record', root)).toEqual({ FIRST: '1', OPENAI_API_KEY: 'sk-1', OTHER: 'a b', EMPTY: '' })
  expect(variables('refresh', root)).toEqual({ FIRST: '1', OPENAI_API_KEY: 'sk-2', OTHER: 'a b', EMPTY: '' })
})

test('the local file has priority', () => {
  const root = project({ '.env.record': 'A=shared\nB=shared', '.env.record.local': 'A=mine' })
  expect(variables('record', root)).toEqual({ A: 'mine', B: 'shared' })
})

test('variables of the user have priority over a file, empty ones do not', () => {
  const root = project({ '.env.record': 'A=file\nB=file\nC=file' })
  expect(variables('record', root, { A: 'own', B: '' }, { testEnv: { C: 'own' } })).toEqual({ B: 'file' })
})

test('while recording, a placeholder in test.env gives way to the real key, wherever that is set', () => {
  const root = project({ '.env.record': 'GROQ_API_KEY=gsk-real\nMODEL=large' })
  const testEnv = { OPENAI_API_KEY: 'test', GROQ_API_KEY: 'test', MODEL: 'small', XAI_API_KEY: 'xai-only' }
  expect(variables('record', root, { OPENAI_API_KEY: 'sk-real', MODEL: 'medium' }, { testEnv })).toEqual({
    OPENAI_API_KEY: 'sk-real',
    GROQ_API_KEY: 'gsk-real',
  })
})

test('recording adds no placeholder: a missing key must be an error', () => {
  expect(variables('record', folder(), {}, { noted: { OPENAI_API_KEY: null } })).toEqual({})
})

test('replaying sets what recordings have noted, and nothing else', () => {
  expect(variables('replay', folder())).toEqual({})
  const noted = { MY_GATEWAY_KEY: null, AZURE_RESOURCE_NAME: 'eu-models', HF_TOKEN: null, UNWANTED_KEY: '' }
  expect(variables('replay', folder(), {}, { noted })).toEqual({
    MY_GATEWAY_KEY: 'vitest-cassette-placeholder-key',
    AZURE_RESOURCE_NAME: 'eu-models',
    // Its client asks no router with a key of another form.
    HF_TOKEN: 'hf_vitest-cassette-placeholder-key',
    UNWANTED_KEY: '',
  })
  const { GOOGLE_APPLICATION_CREDENTIALS: file } = variables(
    'replay',
    folder(),
    {},
    { noted: { GOOGLE_APPLICATION_CREDENTIALS: null } },
  )
  expect(file).toMatch(/google-credentials\.json$/)
})

test('replaying sets the keys and settings that .env.record names too, without the values of keys', () => {
  const root = project({
    '.env.replay': 'A=x',
    '.env.record': 'AWS_REGION=eu\nMY_TOOL=x\nOPENAI_API_KEY=sk-real\nXAI_API_KEY=\n',
  })
  expect(variables('replay', root)).toEqual({ AWS_REGION: 'eu', OPENAI_API_KEY: 'vitest-cassette-placeholder-key' })
})

test('a variable of the user stays, also an empty one', () => {
  const noted = { OPENAI_API_KEY: null, ANTHROPIC_API_KEY: null, XAI_API_KEY: null }
  const own = { OPENAI_API_KEY: 'sk-own', ANTHROPIC_API_KEY: '' }
  expect(variables('replay', folder(), own, { noted, testEnv: { XAI_API_KEY: 'test' } })).toEqual({})
})

test('of two names of one key, which an SDK warns of together, one is enough', () => {
  const noted = { GOOGLE_API_KEY: null }
  expect(variables('replay', folder(), {}, { noted })).toHaveProperty('GOOGLE_API_KEY')
  expect(variables('replay', folder(), { GEMINI_API_KEY: 'mine' }, { noted })).toEqual({})
})

test('a profile, which an SDK takes before keys, is emptied where a replay needs the keys', () => {
  const noted = { AWS_ACCESS_KEY_ID: null, AWS_SECRET_ACCESS_KEY: null }
  expect(variables('replay', folder(), { AWS_PROFILE: 'mine' }, { noted })).toHaveProperty('AWS_PROFILE', '')
  expect(variables('replay', folder(), {}, { noted })).not.toHaveProperty('AWS_PROFILE')
  expect(variables('replay', folder(), { AWS_PROFILE: 'mine' })).toEqual({})
  expect(variables('record', folder(), { AWS_PROFILE: 'mine' }, { noted })).toEqual({})
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

test.each([undefined, '', '///', '..'])('without a usable id (%j) each run has its own', (given) => {
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
  expect(runId({ CASSETTE_RUN_ID: given })).toMatch(uuid)
  expect(runId({ CASSETTE_RUN_ID: given })).not.toBe(runId({ CASSETTE_RUN_ID: given }))
})

test.each([
  [{ GITHUB_RUN_ID: '77', GITHUB_RUN_ATTEMPT: '2', GITHUB_JOB: 'unit tests' }, /^77-2-unit-tests-[0-9a-f]{8}$/],
  [{ CI_JOB_ID: '5' }, /^5-[0-9a-f]{8}$/],
  [{ BUILD_TAG: 'x'.repeat(300) }, /^x{71}-[0-9a-f]{8}$/],
])('a CI service names the folder, and each run of a job its own: %j', (given, id) => {
  expect(runId(given)).toMatch(id)
  expect(runId(given)).not.toBe(runId(given))
  expect(runId({ ...given, CASSETTE_RUN_ID: 'mine' })).toBe('mine')
})
