import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { packBody, unpackBody } from '../../src/body/pack.ts'
import { cassetteNames } from '../../src/cassette/cassette-names.ts'
import { wireHeaders } from '../../src/cassette/wire-headers.ts'
import * as errors from '../../src/errors/public/public-errors.ts'
import { docsPlace } from '../../src/errors/pages/docs-place.ts'
import { parseCassette } from '../../src/format/parse.ts'
import { storedHeaders } from '../../src/redact/stored-headers.ts'
import { rooms } from '../../rooms.ts'
import { optionRows } from '../../scripts/option-rows.ts'
import { llmsText } from '../../scripts/llms.ts'
import { commandsPage, optionsPage } from '../../scripts/reference.ts'
import { resolveMode } from '../../src/options/resolve-mode.ts'
import { codeBlocks, headingIds, links, type CodeBlock } from './markdown.ts'
import { serializeCassette } from '../../src/format/serialize.ts'
import { sampleErrors } from './sample-errors.ts'

const repository = resolve(import.meta.dirname, '../..')

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'examples/README.md',
  ...readdirSync(join(repository, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path.replaceAll('\\', '/')}`),
].map((path) => ({ path, text: readFileSync(join(repository, path), 'utf8') }))

const blocks = pages.flatMap(({ path, text }) =>
  codeBlocks(text).map((block) => ({ ...block, place: `${path}:${block.line}` })),
)

function pageOf(path: string): string {
  return pages.find((page) => page.path === path)?.text ?? ''
}

/** The text of a page between a mark and the first of some others. */
function between(page: string, start: string, ...ends: readonly string[]): string {
  const text = page.slice(page.indexOf(start) + start.length)
  return text.slice(0, Math.min(...ends.map((end) => text.indexOf(end)).filter((at) => at !== -1)))
}

const defaultsOfOptions = Object.fromEntries(optionRows().map((row) => [row.name, row.default]))

describe('code', () => {
  test('every ts block compiles against the built package', async () => {
    const snippets = blocks.filter(({ language, info }) => language === 'ts' && info === '')
    expect(snippets.length).toBeGreaterThan(5)
    expect(await typeErrors(snippets)).toBe('')
  })

  test('the type check would notice a mistake', async () => {
    const mistake = {
      language: 'ts',
      info: '',
      line: 1,
      place: 'nowhere.md:1',
      text: "import { cassettes } from 'vitest-cassette/plugin'\ncassettes({ onExausted: 'fail' })\n",
    }
    expect(await typeErrors([mistake])).toContain('onExausted')
  })

  test('a ts block goes unchecked only with a reason', () => {
    const unknown = blocks.filter(({ language, info }) => language === 'ts' && !/^$|^no-check because ./.test(info))
    expect(unknown.map(({ place }) => place)).toEqual([])
  })
})

describe('cassettes', () => {
  const json = blocks.filter(({ language }) => language === 'json')

  test('every whole cassette is one, and its chunks add up', () => {
    const whole = json.filter(({ info }) => info === '')
    expect(whole.length).toBeGreaterThan(0)
    for (const { text, place } of whole) {
      for (const { response } of parseCassette(text, place).interactions) {
        // An answer that was written by hand comes in one piece.
        if (response?.says !== undefined) continue
        const sizes = response?.chunks?.reduce((total, [, size]) => total + size, 0)
        expect(sizes, place).toBe(response?.body && unpackBody(response.body).byteLength)
      }
    }
  })

  test('every form of a body is what the bytes before it become', () => {
    const examples = blocks.filter(
      ({ language, info }, index) => (language === 'bytes' && blocks[index + 1]?.info === 'body') || info === 'body',
    )
    const pairs = examples
      .filter((_, index) => index % 2 === 0)
      .map((bytes, index) => ({ bytes, form: examples[index * 2 + 1] }))
    const forms = new Set<string>()
    for (const { bytes, form } of pairs) {
      const stored = packBody(bytesOf(bytes.text), bytes.info)
      expect(JSON.stringify(stored), bytes.place).toBe(JSON.stringify(JSON.parse(form?.text ?? 'null')))
      forms.add(Object.keys(stored ?? {})[0] ?? '')
    }
    expect([...forms].sort()).toEqual(['base64', 'eventstream', 'json', 'multipart', 'ndjson', 'sse', 'text'])
  })

  test('events that are alike stand in the groups that the page shows', () => {
    const at = blocks.findIndex(({ info }) => info === 'grouped')
    const [bytes, grouped] = [blocks[at - 1]!, blocks[at]!]
    const body = packBody(bytesOf(bytes.text), bytes.info)!
    const request = { method: 'GET', url: 'https://api.example.com/' }
    const interaction = {
      lane: 'main',
      recordedAt: '2026-11-21T10:02:11.482Z',
      request,
      response: { status: 200, body },
    }
    const { interactions } = JSON.parse(serializeCassette({ file: 'a.test.ts' }, [interaction]))
    expect(JSON.stringify(interactions[0].response.body)).toBe(JSON.stringify(JSON.parse(grouped.text)))
  })

  test('every part of a cassette stands in one', () => {
    const part = json.filter(({ info }) => info === 'part').map(({ text }) => JSON.parse(text) as object)
    expect(part.length).toBeGreaterThan(0)
    for (const value of part) {
      const outcome = Array.isArray(value)
        ? { response: { status: 200, says: value, body: { text: '' } } }
        : 'file' in value || 'files' in value
          ? { response: { status: 200, body: value } }
          : { failure: value }
      const request = { method: 'GET', url: 'https://api.example.com/' }
      const cassette = {
        format: 'vitest-cassette',
        version: 2,
        test: { file: 'a.test.ts' },
        interactions: [{ lane: 'main', recordedAt: '2026-11-21T10:02:11.482Z', request, ...outcome }],
      }
      expect(() => parseCassette(JSON.stringify(cassette), 'docs')).not.toThrow()
    }
  })

  test('titles become the names in the table', () => {
    const page = pageOf('docs/cassette-format.md')
    const rows = [...(page.split('| titles | name |')[1] ?? '').matchAll(/^\| (`.+`) \| `(.+)` \|$/gm)]
    const titles = rows.map(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, title = '']) => title))
    expect(rows.length).toBeGreaterThan(3)
    expect(cassetteNames(titles)).toEqual(rows.map(([, , name]) => name))
  })
})

describe('tables', () => {
  test.each(['request', 'response'] as const)('the headers of a %s that are stored', (kind) => {
    const list = between(pageOf('docs/cassette-format.md'), `- of ${kind}s: `, '\n- of ', '.\n')
    expect([...list.matchAll(/`([^`]+)`/g)].map(([, name]) => name)).toEqual(storedHeaders[kind])
  })

  test('the headers of a response that are refused', () => {
    const list = between(pageOf('docs/cassette-format.md'), 'A reader refuses responses with these', '.\n')
    expect([...list.matchAll(/`([^`]+)`/g)].map(([, name]) => name)).toEqual(wireHeaders)
  })

  test('the reference is the one that the source makes: npm run reference', async () => {
    expect(pageOf('docs/options.md')).toBe(optionsPage())
    expect(pageOf('docs/cli.md')).toBe(await commandsPage())
    expect(readFileSync(join(repository, 'llms.txt'), 'utf8')).toBe(llmsText())
  })

  test('the default of every option in its documentation comment', () => {
    const source = readFileSync(join(repository, 'src/cassette/options.ts'), 'utf8')
    const text = between(source, 'export interface CassetteOptions {', '\n}\n')
    const documented = [...text.matchAll(/^  \/\*\*\n([^]*?)\*\/\n  (\w+)\?: /gm)].map(
      ([, comment = '', name = '']) => [name, /@default (.*)/.exec(comment)?.[1]?.replaceAll('`', '')] as const,
    )
    expect(Object.fromEntries(documented)).toEqual(defaultsOfOptions)
  })
})

describe('the source', () => {
  test('every file and folder that a page names exists', () => {
    const named = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/`((?:src|test|scripts|examples)\/[\w./-]*)`/g)].map(([, name = '']) => ({ path, name })),
    )
    expect(named.length).toBeGreaterThan(50)
    expect(named.filter(({ name }) => !existsSync(join(repository, name)))).toEqual([])
  })

  test('the rooms, from the top down', () => {
    const rows = between(pageOf('docs/architecture.md'), '| room | holds |', '\n\n')
    expect([...rows.matchAll(/^\| `(.+)` \| .+ \|$/gm)].map(([, room]) => room)).toEqual(rooms)
  })
})

describe('errors', () => {
  const page = pageOf('docs/errors.md')
  const sections = new Map(
    page
      .split(/^## /m)
      .slice(1)
      .map((section) => [section.split('\n', 1)[0] ?? '', section]),
  )

  test('every class has a section, and every section a class', () => {
    const classes = Object.values(errors).filter(
      (value) => typeof value === 'function' && value.prototype instanceof errors.CassetteError,
    )
    expect(sampleErrors.map((error) => error.constructor.name).sort()).toEqual(classes.map(({ name }) => name).sort())
    expect([...sections.keys()].sort()).toEqual(sampleErrors.map(({ code }) => code).sort())
  })

  test('the section that a run names for an error is in the package', () => {
    const places = headingIds(page).map((id) => `node_modules/vitest-cassette/docs/errors.md#${id}`)
    expect(places).toEqual(expect.arrayContaining(sampleErrors.map(docsPlace)))
  })

  test.each(sampleErrors.map((error) => [error.code, error] as const))('%s shows what is printed', (code, error) => {
    const section = sections.get(code) ?? ''
    expect(section).toContain(`\`${error.name}\`.`)
    expect(codeBlocks(section).map(({ text }) => text)).toEqual([`${error.name}: ${error.message}\n`])
  })
})

test('the page about CI shows what recording in CI is refused with', () => {
  const shown = blocks
    .find(({ text }) => text.includes('Recording in CI'))
    ?.text.split('\n')
    .slice(1)
    .join('\n')
  const refuse = (): unknown => resolveMode({ cli: 'record', environment: { CI: '1' }, option: undefined })
  expect(refuse).toThrow(new errors.CassetteConfigError((shown ?? '').replace('CassetteConfigError: ', '').trimEnd()))
})

describe('words', () => {
  test('every relative link leads somewhere', () => {
    const broken = pages.flatMap(({ path, text }) =>
      links(text).flatMap((link) => {
        const [file = '', anchor] = link.split('#')
        const target = file === '' ? join(repository, path) : resolve(repository, dirname(path), file)
        if (!existsSync(target)) return [`${path}: ${link}`]
        return anchor === undefined || headingIds(readFileSync(target, 'utf8')).includes(anchor)
          ? []
          : [`${path}: ${link}`]
      }),
    )
    expect(broken).toEqual([])
  })

  test('README is short, and every npm script it names exists', () => {
    const readme = pages[0]?.text ?? ''
    const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>
    }
    const named = [...readme.matchAll(/npm (?:run (\w+)|(test))/g)].map(([, run, own]) => run ?? own ?? '')
    expect(readme.split('\n').length).toBeLessThanOrEqual(150)
    expect(named).toEqual(expect.arrayContaining(['demo', 'test']))
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([])
  })
})

/** The compiler's errors about blocks, each a module of its own beside the example's agent. Empty if there are none. */
async function typeErrors(snippets: ReadonlyArray<CodeBlock & { readonly place: string }>): Promise<string> {
  mkdirSync(join(repository, '.tmp'), { recursive: true })
  const folder = mkdtempSync(join(repository, '.tmp/docs-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(join(repository, 'examples/support-agent'), folder, { recursive: true })
  snippets.forEach(({ text, place }, index) =>
    writeFileSync(join(folder, `snippet-${index}.ts`), `// ${place}\n${text}\nexport {}\n`),
  )
  const compilerOptions = { ...compilerOptionsOf('tsconfig.json'), isolatedDeclarations: false, declaration: false }
  // The provider and the demo are checked here too: nothing else compiles them.
  const include = ['*.ts', relative(folder, join(repository, 'examples')) + '/*.ts']
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }))
  return new Promise((done) => {
    const tsc = join(repository, 'node_modules/typescript/bin/tsc')
    execFile(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { cwd: folder }, (_error, stdout, stderr) =>
      done(withPlaces(stdout + stderr, snippets)),
    )
  })
}

function compilerOptionsOf(path: string): object {
  return (JSON.parse(readFileSync(join(repository, path), 'utf8')) as { compilerOptions: object }).compilerOptions
}

function withPlaces(output: string, snippets: ReadonlyArray<{ readonly place: string }>): string {
  return output.replaceAll(/snippet-(\d+)\.ts/g, (_, index: string) => snippets[Number(index)]?.place ?? '')
}

/** `\n`, `\r` and `\xff` are one byte each; line breaks of the page do not count. */
function bytesOf(text: string): Uint8Array {
  const written = text.replaceAll('\n', '').replaceAll(/\\(n|r|x[0-9a-f]{2})/g, (_, name: string) => {
    if (name === 'n') return '\n'
    return name === 'r' ? '\r' : String.fromCharCode(Number.parseInt(name.slice(1), 16))
  })
  return Buffer.from(written, 'latin1')
}
