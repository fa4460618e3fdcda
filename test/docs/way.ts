import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../support/run.ts'
import { codeBlocks } from './markdown.ts'

/** The tests before and after on a page of `docs/migration`. */
export interface Way {
  readonly before: string
  readonly after: string
}

/** The way from another tool, by the name of its page. */
export function wayFrom(tool: string): Way {
  const page = readFileSync(join(repository, `docs/migration/${tool}.md`), 'utf8')
  const tests = codeBlocks(page).filter(({ language, text }) => language === 'ts' && text.includes('test('))
  const [before, after] = tests.map(({ text }) => text)
  if (before === undefined || after === undefined) throw new Error(`${tool}.md has no test before and after`)
  return { before, after }
}
