import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Project } from '../../support/project.ts'
import { repository } from '../../support/run.ts'
import { startShopProvider, type ShopProvider } from './provider.ts'
import { Terminal } from './terminal.ts'

/** The project of a bookshop: 60 tests, its repository, and the provider that its keys are for. */
export class Shop {
  readonly project: Project
  readonly provider: ShopProvider
  readonly terminal: Terminal

  private constructor(provider: ShopProvider) {
    this.provider = provider
    this.project = new Project({
      ...filesIn(join(import.meta.dirname, 'project')),
      'vitest.config.ts': configWith(provider.url),
      '.gitignore': 'node_modules\n.env.record\n',
      '.env.record': 'OPENAI_API_KEY=sk-test\nANTHROPIC_API_KEY=sk-ant-test\n',
    })
    this.terminal = new Terminal(this.project, provider)
    this.install('openai-6')
    this.terminal.git('init', '--quiet', '--initial-branch=main')
    this.terminal.git('add', '--all')
    this.terminal.git('commit', '--quiet', '--message', 'The shop')
  }

  static async open(): Promise<Shop> {
    return new Shop(await startShopProvider())
  }

  /** Puts a version of OpenAI's SDK into the project, which this repository has under a name of its own. */
  install(version: 'openai-6' | 'openai'): void {
    const place = this.project.path('node_modules/openai')
    rmSync(place, { recursive: true, force: true })
    const isUsed = (path: string): boolean => !/\.([cm]?ts|map)$/.test(path)
    cpSync(join(repository, 'node_modules', version), place, { recursive: true, filter: isUsed })
  }

  /** Replaces a text in a file. */
  edit(file: string, text: string, other: string): void {
    const before = this.project.read(file)
    const after = before.replaceAll(text, () => other)
    if (after === before) throw new Error(`${file} has no ${text}`)
    this.project.write(file, after)
  }
}

function filesIn(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))
  return Object.fromEntries(entries.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

function configWith(upstream: string): string {
  return `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [cassettes({ upstream: { '*': '${upstream}' } })],
  test: { isolate: false },
})
`
}
