import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { guide, migrations, reference } from '../website/.vitepress/pages.ts'

const docs = join(import.meta.dirname, '../docs')

/** The file `llms.txt` of the package: every page with its headings, for reading offline. */
export function llmsText(): string {
  const list = (pages: readonly string[]): string[] =>
    pages.map((path) => {
      const text = readFileSync(join(docs, path), 'utf8')
      const title = /^# (.+)$/m.exec(text)?.[1] ?? path
      const parts = [...text.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading.replaceAll('`', ''))
      return `- [${title}](docs/${path})${parts.length > 0 ? `: ${parts.join(' · ')}` : ''}`
    })
  return [
    '# vitest-cassette',
    '',
    '> A Vitest plugin that records the traffic of each test with LLM providers once, and replays it offline, byte for byte.',
    '',
    'The pages below are in this package, beside this file.',
    '',
    '- Run `npx vitest run`: tests replay. No key and no network is needed.',
    '- Run `npx vitest run --mode record` only if the user asks for it: it calls providers and costs money.',
    '- A `CassetteMissError` means that a request has changed. Its page shows the difference and the next command.',
    '',
    ...guide.flatMap(({ text, pages }) => [`## ${text}`, '', ...list(pages), '']),
    '## Reference',
    '',
    ...list(reference),
    '',
    '## Coming from elsewhere',
    '',
    ...list(migrations),
    '',
  ].join('\n')
}
