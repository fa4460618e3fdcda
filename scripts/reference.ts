import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse as parseComment } from 'comment-parser'
import { parseSync } from 'oxc-parser'
import { commands } from '../src/cli/commands/all-commands.ts'
import { runCli } from '../src/cli/run.ts'
import { optionRows } from './option-rows.ts'

const repository = join(import.meta.dirname, '..')

/** The page `docs/options.md`: the options of the plugin, from their definitions and their documentation comments. */
export function optionsPage(): string {
  const documented = documentedOptions()
  const sections = optionRows().map((row) => {
    const { comment, type } = documented.get(row.name)!
    const see = comment.tags.find(({ tag }) => tag === 'see')?.name.replace(/^docs\//, '')
    const default_ = /[`']|^[[{\d]|^(?:true|false)$/.test(row.default) ? row.default.replaceAll('`', '') : row.default
    const isCode = !row.default.includes(' ') || /^[[{]/.test(row.default)
    return [
      `## ${row.name}`,
      '',
      comment.description,
      '',
      `- type: \`${type}\``,
      `- default: ${isCode ? `\`${default_}\`` : row.default}`,
      `- example: \`${row.name}: ${row.example}\``,
      ...(row.isForTests
        ? [
            '- also for one file, suite or test, with [configureCassette](matching.md#for-a-project-a-file-a-suite-a-test)',
          ]
        : []),
      ...(see === undefined ? [] : [`- see: [${titleOf(see)}](${see})`]),
      '',
    ].join('\n')
  })
  return [
    '# Options',
    '',
    'The options of `cassettes()` in `vitest.config.ts`. All are optional. An unknown option is an error that names the nearest known one.',
    '',
    '<!-- Written by `npm run reference` from `src/options/definitions.ts` and the comments of `src/cassette/options.ts`. -->',
    '',
    sections.join('\n'),
  ].join('\n')
}

/** The page `docs/cli.md` with the help of each command behind its heading. */
export async function commandsPage(): Promise<string> {
  let page = readFileSync(join(repository, 'docs/cli.md'), 'utf8')
  for (const { usage } of commands) {
    const [name = ''] = usage.split(' ')
    const mark = new RegExp(`^<!-- help: ${name} -->\n[^]*?<!-- /help -->$`, 'm')
    if (!mark.test(page)) throw new Error(`docs/cli.md has no place for the help of ${name}: <!-- help: ${name} -->`)
    const help = await helpOf(name)
    page = page.replace(mark, () => `<!-- help: ${name} -->\n\n\`\`\`text\n${help}\n\`\`\`\n\n<!-- /help -->`)
  }
  return page
}

async function helpOf(command: string): Promise<string> {
  let help = ''
  await runCli([command, '--help'], commands, {
    print: (text) => void (help += text),
    printError: (text) => void (help += text),
    cwd: repository,
    environment: {},
  })
  return help
}

interface DocumentedOption {
  readonly comment: { readonly description: string; readonly tags: ReadonlyArray<{ tag: string; name: string }> }
  readonly type: string
}

/** The members of the interface of the options, with their comments. */
function documentedOptions(): Map<string, DocumentedOption> {
  const source = readFileSync(join(repository, 'src/cassette/options.ts'), 'utf8')
  const { program, comments } = parseSync('options.ts', source)
  const declarations = program.body.flatMap((node) =>
    node.type === 'ExportNamedDeclaration' && node.declaration?.type === 'TSInterfaceDeclaration'
      ? [node.declaration]
      : [],
  )
  const members = declarations.find(({ id }) => id.name === 'CassetteOptions')?.body.body ?? []
  return new Map(
    members.flatMap((member) => {
      if (member.type !== 'TSPropertySignature' || member.key.type !== 'Identifier') return []
      const before = comments.findLast(({ end }) => end <= member.start)
      const [comment] = parseComment(`/*${before?.value}*/`, { spacing: 'preserve' })
      const { start = 0, end = 0 } = member.typeAnnotation?.typeAnnotation ?? {}
      const description = comment!.description.trim().replaceAll(/\s*\n\s*/g, ' ')
      const type = source.slice(start, end).replaceAll(/\s*\n\s*/g, ' ')
      return [[member.key.name, { comment: { description, tags: comment!.tags }, type }] as const]
    }),
  )
}

/** The heading that a link of the docs leads to. */
function titleOf(link: string): string {
  const [path = '', id] = link.split('#')
  const page = readFileSync(join(repository, 'docs', path), 'utf8')
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => text)
  const slug = (text: string): string =>
    text
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-')
  const heading = id === undefined ? headings[0] : headings.find((text) => slug(text) === id)
  return (heading ?? path).replaceAll('`', '')
}
