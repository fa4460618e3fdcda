// Draws docs/public/demo.svg: the page of a real run in which a prompt has changed.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { createHighlighter } from 'shiki'
import { repository, runVitest } from '../examples/run-vitest.ts'

const command = 'npx vitest run'
const columns = 88

const page = await pageOfTheChangedPrompt()
const lines = page.flatMap((line) => wrapped(line, columns))
mkdirSync(join(repository, 'docs/public'), { recursive: true })
writeFileSync(join(repository, 'docs/public/demo.svg'), await draw([`\u{1b}[2m$\u{1b}[22m ${command}`, '', ...lines]))

/** The lines of the page, with the colours of a terminal. */
async function pageOfTheChangedPrompt(): Promise<string[]> {
  mkdirSync(join(repository, '.tmp'), { recursive: true })
  const project = mkdtempSync(join(repository, '.tmp/picture-'))
  try {
    cpSync(join(repository, 'examples/support-agent'), join(project, 'support-agent'), { recursive: true })
    cpSync(join(repository, 'examples/vitest.config.ts'), join(project, 'vitest.config.ts'))
    cpSync(join(repository, '__cassettes__/examples'), join(project, '__cassettes__'), { recursive: true })
    const agent = join(project, 'support-agent/agent.ts')
    writeFileSync(agent, readFileSync(agent, 'utf8').replace('Two sentences at most.', 'One short sentence.'))
    const { output } = await runVitest(project, ['support-agent/agent.test.ts', '-t', 'looks the order up'], {
      NO_COLOR: undefined,
      FORCE_COLOR: '1',
      OPENAI_API_KEY: undefined,
      ANTHROPIC_API_KEY: undefined,
    })
    const all = output.split('\n')
    const start = all.findLastIndex((line) => stripVTControlCharacters(line).startsWith('CassetteMissError'))
    const end = all.findIndex((line, at) => at > start && stripVTControlCharacters(line).includes('--mode record'))
    if (start === -1 || end === -1) throw new Error(`the run shows no miss:\n${output}`)
    return all.slice(start, end + 1)
  } finally {
    rmSync(project, { recursive: true, force: true })
  }
}

/** A line in pieces of at most `width` characters; the escape codes of colours take no room. */
function wrapped(line: string, width: number): string[] {
  if (stripVTControlCharacters(line).length <= width) return [line]
  const words = line.split(/(?<=[ /])/)
  const pieces = ['']
  for (const word of words) {
    const last = pieces.at(-1)!
    if (stripVTControlCharacters(last + word).length <= width) pieces[pieces.length - 1] = last + word
    else pieces.push(`      ${word}`)
  }
  return pieces
}

async function draw(text: readonly string[]): Promise<string> {
  const theme = 'github-dark'
  const highlighter = await createHighlighter({ themes: [theme], langs: [] })
  const { tokens, fg, bg } = highlighter.codeToTokens(text.join('\n'), { lang: 'ansi', theme })
  const step = { x: 8.4, y: 20 }
  const size = { width: Math.ceil((columns + 4) * step.x), height: (text.length + 2) * step.y }
  const rows = tokens.map((row, index) => {
    const spans = row.map(({ content, color }) => `<tspan fill="${color ?? fg}">${escaped(content)}</tspan>`)
    return `<text x="${2 * step.x}" y="${(index + 2) * step.y}" xml:space="preserve">${spans.join('')}</text>`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img">`,
    '<title>The page of a test whose prompt has changed</title>',
    `<rect width="100%" height="100%" rx="8" fill="${bg}"/>`,
    '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14">',
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
