import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'
import { serializeCassette } from '../../src/format/serialize.ts'
import { answered } from '../unit/support/interactions.ts'
import { shapedKey } from '../unit/support/secrets.ts'

const cli = 'node_modules/vitest-cassette/dist/cli.cjs'

test('check finds cassettes that cannot be read, those that no test finds, and old ones', async () => {
  const project = new Project(
    {
      ...askModule,
      'a.test.ts': `
import { describe, test } from 'vitest'
import { ask } from './ask.ts'
describe('a suite: with > marks', () => test('its test, too?', () => ask('one')))
test.each(['x', 'x'])('twice', (text) => ask(text))
`,
    },
    { options: { maxAge: '90d' } },
  )
  const run = await project.vitest(['--mode', 'record'], recording(await chatProvider()))
  expect(run.exitCode, run.output).toBe(0)
  const files = project.files('__cassettes__')
  expect(files).toHaveLength(3)

  const fine = await project.node([cli, 'check'])
  expect(fine.stdout).toMatch(/^ 3 cassettes, 3 interactions, \d\.\d kB\n\n no problems\n$/)
  expect(fine).toMatchObject({ exitCode: 0, stderr: '' })

  const old = project.json(files[2]!)
  old.interactions[0].recordedAt = new Date(Date.now() - 412 * 24 * 60 * 60 * 1000).toISOString()
  project.write(files[2]!, JSON.stringify(old))
  const warned = await project.node([cli, 'check'])
  expect(warned.stdout).toContain(` kB\n\n ! ${files[2]}\n     recorded 412 days ago\n\n no problems, 1 warning\n`)
  expect(warned).toMatchObject({ exitCode: 0, stderr: '' })

  const text = project.read(files[0]!)
  project.write('__cassettes__/a.test.ts/renamed.json', text)
  project.write('__cassettes__/moved.test.ts/twice.json', text)
  project.write(files[0]!, text.slice(0, -10))
  const found = await project.node([cli, 'check'])
  expect(found).toMatchObject({ exitCode: 1, stderr: '' })
  expect(found.stdout).toContain(` ✗ ${files[0]}\n     format   not JSON: `)
  // Cassettes with the same findings share them.
  expect(found.stdout).toContain(
    ' ✗ __cassettes__/a.test.ts/renamed.json\n ✗ __cassettes__/moved.test.ts/twice.json\n' +
      '     name   no test of this name. Renamed? npx vitest-cassette rename; else prune\n',
  )
  expect(found.stdout).toMatch(/ 3 problems, 1 warning\n$/)

  // A cassette belongs to the test that finds it, whatever test it names. What cannot be collected is not judged.
  const second = project.read(files[1]!)
  project.write(files[1]!, text.replace(/"test": .*/, '"test": { "file": "a.test.ts", "name": "once" },'))
  const named = await project.node([cli, 'check', files[1]!])
  expect(named.stdout).toContain(
    ` ! ${files[1]}\n     "test.name" says "once", but the file belongs to "twice"\n\n no problems, 1 warning\n`,
  )
  project.write(files[1]!, second)
  project.write('broken.test.ts', "throw new Error('does not load')")
  project.write('__cassettes__/broken.test.ts/one.json', text)
  const broken = await project.node([cli, 'check', '__cassettes__/broken.test.ts/one.json'])
  expect(broken.stdout).toMatch(
    /kB\n\n Skipped, because these files could not be collected:\n {5}broken\.test\.ts: does not load\n\n no problems\n$/,
  )

  const json = await project.node([cli, 'check', '--json', ...files])
  expect(json).toMatchObject({ exitCode: 1, stderr: '' })
  expect(JSON.parse(json.stdout)).toMatchObject({
    checked: 3,
    problems: 1,
    warnings: 1,
    cassettes: [
      { file: files[0], problems: [{ at: '', rule: 'format' }], warnings: [] },
      {
        file: files[2],
        problems: [],
        warnings: [{ at: 'interactions[0]', rule: 'age', message: 'recorded 412 days ago' }],
      },
    ],
  })

  project.write('vitest.config.js', 'export default {}')
  const without = await project.node([cli, 'check'])
  expect(without).toMatchObject({ exitCode: 2, stdout: '' })
  expect(without.stderr).toMatch(
    /^CassetteConfigError: No Vitest project in .* uses the plugin\.\n\n.*\n\n  Explained in .*\n$/,
  )
})

test('check finds secrets, and redact takes them out', async () => {
  const project = new Project(
    {
      ...askModule,
      'a.test.ts': `
import { test } from 'vitest'
import { ask } from './ask.ts'
test('one', () => ask('one'))
test('two', () => ask('two'))
`,
    },
    { options: { keep: ['xoxb-*'] } },
  )
  const run = await project.vitest(['--mode', 'record'], recording(await chatProvider()))
  expect(run.exitCode, run.output).toBe(0)
  const [one, two] = project.files('__cassettes__') as [string, string]
  const key = shapedKey('github-token')
  const slack = shapedKey('slack-token')
  const credential = 'a credential of this machine'
  const before = project.read(two)
  const place = 'interactions[0].response.body.json.choices[0].message.content'
  project.write(one, project.read(one).replace('You said: one', `${key} ${credential}`))
  project.write(two, before.replace('You said: two', slack))

  const env = { MY_SECRET: credential }
  // A key that was recorded with need not be in the environment of the check.
  project.write('.env.record', 'RECORDING_KEY=key of the recording\n')
  project.write(two, before.replace('You said: two', 'key of the recording'))
  const ofFile = await project.node([cli, 'check', two])
  expect(ofFile.stdout).toContain(`${place}   redaction `)
  project.write(two, before.replace('You said: two', slack))
  const found = await project.node([cli, 'check'], { env })
  expect(found).toMatchObject({ exitCode: 1, stderr: '' })
  expect(found.stdout).toContain(` ✗ ${one}\n     ${place}   redaction   npx vitest-cassette redact removes it\n`)
  expect(found.stdout).toMatch(/ ✗ .*two\.json\n {5}interactions.*content {3}slack {3}xoxb-…\(\d+ characters\)\n/)
  expect(found.stdout).not.toContain(key)

  const redacted = await project.node([cli, 'redact'], { env })
  expect(redacted).toMatchObject({ exitCode: 0, stderr: '', stdout: ` ✓ ${one}\n\n 2 cassettes, 1 redacted\n` })
  expect(project.read(one)).toContain('"content": "[REDACTED:github-token.1] [REDACTED:my-secret]"')
  // A placeholder of an older version does not say which value it was.
  project.write(two, before.replace('You said: two', '[REDACTED:password]'))
  const older = await project.node([cli, 'redact', two], { env })
  expect(older.stdout).toContain('1 placeholder of the older form: the values are no longer known')
  project.write(two, before)
  const state = project.state()
  const again = await project.node([cli, 'redact', one], { env })
  expect(again.stdout).toBe(' 1 cassette, 0 redacted\n')
  expect(project.state()).toEqual(state)

  // A large body stands in a file of its own, and is looked at all the same.
  const bytes = Buffer.concat([Buffer.alloc(70_000, 0xff), Buffer.from(` ${key} `)])
  const bin = `${one.replace(/\.json$/, '.files')}/${createHash('sha256').update(bytes).digest('hex')}.bin`
  const large = project.json(one)
  large.interactions[0].response.body = { file: bin.split('/').slice(-2).join('/'), size: bytes.length }
  delete large.interactions[0].response.chunks
  project.write(one, JSON.stringify(large))
  project.write(bin, bytes)
  project.write(bin.replace('/one.files', '/gone.files'), bytes)
  const inFile = await project.node([cli, 'check'], { env })
  expect(inFile.stdout).toContain(` ✗ ${one}\n     interactions[0].response.body.base64   redaction   `)
  expect(inFile.stdout).toContain(` ✗ ${bin.replace('/one.files', '/gone.files')}\n     no cassette names this file`)
  await project.node([cli, 'redact', one], { env })
  const [written = ''] = project.files('__cassettes__').filter((path) => /\/one\.files\/.*\.bin$/.test(path))
  expect(project.read(written).includes('[REDACTED:github-token.')).toBe(true)
  expect(project.read(written).includes(key)).toBe(false)
  project.write(written, 'damaged')
  const damaged = await project.node([cli, 'check', one])
  expect(damaged.stdout).toMatch(/one\.json\n {5}one\.files\/.*\.bin {3}format {3}is not the file that was recorded/)

  project.write(two, '{')
  const broken = await project.node([cli, 'redact'])
  expect(broken).toMatchObject({ exitCode: 1, stderr: '' })
  expect(broken.stdout).toContain(` ✗ ${two}\n     not JSON: `)
  expect(await project.node([cli, 'redact', 'a.test.ts'])).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: expect.stringContaining('a.test.ts is not a cassette of this project.'),
  })
})

test('threads check many cassettes: the page is the same, and their errors reach it', async () => {
  const reply = (index: number): string => {
    if (index % 100 === 7) return shapedKey('github-token')
    return index === 250 ? 'a credential of the set-up' : `reply ${index}`
  }
  const cassette = (name: string, text: string): string =>
    serializeCassette({ file: 'a.test.js', name }, [answered('ask', text, { recordedAt: new Date().toISOString() })])
  const project = new Project(
    {
      'a.test.js': `
import { test } from 'vitest'
for (let index = 0; index < 320; index++) test(\`asks \${index}\`, () => {})
`,
      'set-up.js': "export const setup = () => void (process.env.SET_UP_SECRET = 'a credential of the set-up')",
      'redactors.js': `
import { isMainThread } from 'node:worker_threads'
export function own(text) {
  if (text.includes('reply that throws')) throw new TypeError('no')
  if (text.includes('reply that ends') && !isMainThread) process.exit(3)
  return text
}
`,
      ...Object.fromEntries(
        Array.from({ length: 320 }, (_, index) => [
          `__cassettes__/a.test.js/asks-${index}.json`,
          cassette(index === 300 ? 'another' : `asks ${index}`, reply(index)),
        ]),
      ),
    },
    { options: { redact: ['./redactors.js'] }, test: { globalSetup: './set-up.js' } },
  )
  const named = [7, 107, 207, 250, 300, 307].map((index) => `__cassettes__/a.test.js/asks-${index}.json`)
  const many = await project.node([cli, 'check'])
  expect(many.stdout).toMatch(/^ 320 cassettes, 320 interactions, .*\n[^]* 5 problems, 1 warning\n$/)
  const few = await project.node([cli, 'check', ...named])
  expect(few.stdout).toContain(` ✗ ${named[3]}\n`)
  const findings = ({ stdout }: typeof few): string => stdout.slice(stdout.indexOf('\n'))
  expect(findings(many)).toBe(findings(few))
  expect([many.exitCode, few.exitCode]).toEqual([1, 1])

  project.write(named[0]!, cassette('asks 7', 'a reply that throws'))
  const thrown = await project.node([cli, 'check'])
  expect(thrown).toMatchObject({ exitCode: 2, stdout: '' })
  expect(thrown.stderr).toContain('CassetteRedactorError: The redactor own of ./redactors.js threw TypeError')
  expect(thrown.stderr).toBe((await project.node([cli, 'check', named[0]!])).stderr)

  project.write(named[0]!, cassette('asks 7', 'a reply that ends the thread'))
  expect(await project.node([cli, 'check'])).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: 'Error: A thread of the check has ended with exit code 3\n',
  })
})

test('many test files are evaluated in VM contexts, and where these show a problem as in a run', async () => {
  const file = (rest: string): string => `
import { appendFileSync } from 'node:fs'
import { test } from 'vitest'
const isInVm = process.execArgv.includes('--experimental-vm-modules')
appendFileSync('notes.jsonl', isInVm ? 'vm ' : 'process ')
${rest}
`
  const paths = Array.from({ length: 20 }, (_, index) => `${index}.test.js`)
  const project = new Project(
    Object.fromEntries(
      paths.flatMap((path) => [
        [path, file("test('asks', () => {})")],
        [
          `__cassettes__/${path}/asks.json`,
          serializeCassette({ file: path, name: 'asks' }, [answered('ask', 'reply')]),
        ],
      ]),
    ),
    { test: { isolate: true } },
  )
  const check = async (): Promise<readonly [notes: Set<string>, page: string]> => {
    project.write('notes.jsonl', '')
    const { stdout } = await project.node([cli, 'check'])
    return [new Set(project.read('notes.jsonl').trim().split(' ')), stdout.slice(stdout.indexOf('\n')).trim()]
  }
  expect(await check()).toEqual([new Set(['vm']), 'no problems'])

  project.write(paths[0]!, file("test(isInVm ? 'other' : 'asks', () => {})"))
  expect(await check()).toEqual([new Set(['vm', 'process']), 'no problems'])

  project.write(paths[0]!, file("if (isInVm) throw new Error('no')\ntest('asks', () => {})"))
  expect(await check()).toEqual([new Set(['vm', 'process']), 'no problems'])
})
