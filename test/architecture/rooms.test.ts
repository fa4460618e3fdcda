import { exec } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { entries, mostFiles, outside, rooms } from '../../rooms.ts'

const repository = resolve(import.meta.dirname, '../..')

describe('the law of the rooms', () => {
  test('the source keeps it', async () => {
    expect(await checkCopy({})).toEqual([])
  })

  test('each breach fails the check', async () => {
    const nothing = 'export {}'
    const crowd = Array.from(
      { length: mostFiles + 1 },
      (_, index) => [`src/util/crowd/member-${index}.ts`, nothing] as const,
    )
    const findings = await checkCopy({
      'src/util/upward.ts': "export * from '../cli/run.ts'",
      'src/util/upward-later.ts': "export const later = (): unknown => import('../store/paths.ts')",
      'src/util/upward-type.ts': "export type * from '../errors/cassette-error.ts'",
      'src/util/deeper/upward-from-below.ts': "export * from '../../cassette/mode.ts'",
      'src/util/knows-an-entry.ts': "export * from '../msw.ts'",
      'src/vitest/shared/upward-to-neighbour.ts': "export * from '../worker/hooks.ts'",
      'src/guard/upward-to-own-folder.ts': "export * from './run/guard-run.ts'",
      'src/vitest/main/knows-worker.ts': "export * from '../worker/hooks.ts'",
      'src/vitest/worker/set-up/knows-main.ts': "export * from '../../main/duration.ts'",
      'src/http/circle-one.ts': "import type { Two } from './circle-two.ts'\nexport type One = readonly Two[]",
      'src/http/circle-two.ts': "import type { One } from './circle-one.ts'\nexport type Two = readonly One[]",
      'src/match/first/twice.ts': nothing,
      'src/format/second/twice.ts': nothing,
      'src/elsewhere/homeless.ts': nothing,
      'src/not-an-entry.ts': nothing,
      'src/offline/knows-a-channel.ts': "export const channel = 'undici:request:create'",
      ...Object.fromEntries(crowd),
      ...Object.fromEntries(foreign.map(({ path, module }) => [path, `export type * from '${module}'`])),
    })
    const isForeign = (finding: string): boolean => finding.includes('/foreign/')
    expect(findings.filter((finding) => !isForeign(finding))).toMatchInlineSnapshot(`
      [
        "src/guard/upward-to-own-folder.ts:1 Imports point down: src/guard may not know src/guard/run (rooms.ts).",
        "src/http/circle-one.ts:1 Dependency cycle detected",
        "src/http/circle-two.ts:1 Dependency cycle detected",
        "src/util/deeper/upward-from-below.ts:1 Imports point down: src/util may not know src/cassette (rooms.ts).",
        "src/util/knows-an-entry.ts:1 The entries of the package only re-export: no room may know them (rooms.ts).",
        "src/util/upward-later.ts:1 Imports point down: src/util may not know src/store (rooms.ts).",
        "src/util/upward-type.ts:1 Imports point down: src/util may not know src/errors (rooms.ts).",
        "src/util/upward.ts:1 Imports point down: src/util may not know src/cli (rooms.ts).",
        "src/vitest/main/knows-worker.ts:1 Imports point down: src/vitest/main may not know src/vitest/worker (rooms.ts).",
        "src/vitest/shared/upward-to-neighbour.ts:1 Imports point down: src/vitest/shared may not know src/vitest/worker (rooms.ts).",
        "src/vitest/worker/set-up/knows-main.ts:1 Imports point down: src/vitest/worker may not know src/vitest/main (rooms.ts).",
        "src/elsewhere/homeless.ts stands in no room of rooms.ts",
        "src/not-an-entry.ts stands in no room of rooms.ts",
        "src/offline/knows-a-channel.ts depends on undici:request:create, which only src/intercept/internals/undici-internals.ts may",
        "src/util/crowd holds 26 files, more than 25",
        "twice.ts is the name of 2 files: src/format/second/twice.ts and src/match/first/twice.ts",
      ]
    `)
    expect(findings.filter(isForeign).sort()).toEqual(
      foreign
        .filter(({ isAllowed }) => !isAllowed)
        .map(({ path, room }) => `${path}:1 src/${room} may not know this module (rooms.ts).`)
        .sort(),
    )
  })

  test.each(entries)('the entry %s only re-exports', (entry) => {
    const code = readFileSync(join(repository, 'src', entry), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
    expect(code.replaceAll(/^export (?:type )?(?:\*|\{[^}]*\}) from '[^']+'$/gm, '').trim()).toBe('')
  })
})

/** One file for each room and each module of others, which imports the module there. */
const foreign = outside.flatMap(({ modules, rooms: allowed }) =>
  rooms.flatMap((room) =>
    modules.map((pattern, index) => {
      const module = pattern.replace('*', 'anything')
      const name = `${room}-${module}-${index}`.replaceAll(/[^a-z0-9]+/g, '-')
      return { path: `src/${room}/foreign/${name}.ts`, module, room, isAllowed: allowed.includes(room) }
    }),
  ),
)

/** Adds files to a copy of the source and returns the findings of the commands of `npm run check` that hold the law. */
async function checkCopy(added: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vitest-cassette-rooms-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const path of ['src', 'scripts', 'rooms.ts', 'oxlint.config.ts', 'tsconfig.json', 'test/tsconfig.json'])
    cpSync(join(repository, path), join(folder, path), { recursive: true })
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'), 'junction')
  for (const [path, code] of Object.entries(added)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), code)
  }
  const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    scripts: { check: string }
  }
  const [lint, files, ...more] = scripts.check.split(' && ').filter((part) => /^oxlint|check-rooms/.test(part))
  if (lint === undefined || files === undefined || more.length > 0)
    throw new Error(`npm run check holds the law no longer: ${scripts.check}`)
  const [linted, counted] = await Promise.all([run(`${lint} --format json`, folder), run(files, folder)])
  const { diagnostics } = JSON.parse(linted.output) as { diagnostics: readonly Finding[] }
  const problems = counted.output.split('\n').filter((line) => line !== '')
  const findings = [...diagnostics.map(lineOf).sort(), ...problems.sort()]
  expect(linted.failed || counted.failed).toBe(findings.length > 0)
  return findings
}

interface Finding {
  readonly filename: string
  readonly message: string
  readonly help?: string
  readonly labels: ReadonlyArray<{ readonly span: { readonly line: number } }>
}

function lineOf({ filename, labels, message, help }: Finding): string {
  const text = message.includes('is restricted') ? help : message
  return `${filename}:${labels[0]?.span.line} ${text}`
}

function run(command: string, cwd: string): Promise<{ readonly failed: boolean; readonly output: string }> {
  const PATH = [join(repository, 'node_modules/.bin'), process.env['PATH']].join(delimiter)
  return new Promise((done) => {
    exec(command, { cwd, env: { ...process.env, PATH }, maxBuffer: 1e8 }, (error, stdout, stderr) =>
      done({ failed: error !== null, output: stdout + stderr }),
    )
  })
}
