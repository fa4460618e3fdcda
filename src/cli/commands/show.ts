import { readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import { isCassetteError } from '../../errors/is-cassette-error.ts'
import { readCassette } from '../../store/cassette-file.ts'
import { readConversation } from '../../show/model/read-conversation.ts'
import { conversationPage } from '../../show/terminal/conversation-page.ts'
import type { CliCommand } from '../command.ts'
import { findCassettes, type FoundCassette } from '../find-cassettes.ts'
import { loadPages } from '../../show/load-pages.ts'
import { packageVersion } from '../package-version.ts'
import { comparedStyle, pageStyle } from '../page-style.ts'
import { writePage } from '../written-page.ts'
import type { Conversation } from '../../show/model/conversation.ts'

/** Shows recorded conversations. */
export const show: CliCommand = {
  usage: 'show [test]',
  summary: 'show the conversation of a test: its name, its file, or the path of a cassette',
  declare: (command) =>
    command
      .option('--all', 'all cassettes of the project')
      .option('--full', 'system prompts and long texts too')
      .option('--html', 'write one HTML page that opens anywhere')
      .option('--har', 'write an HTTP archive, for the developer tools of a browser')
      .option('--output <file>', 'where to write it; - is the standard output')
      .option('--textconv', 'the form for git diff: whole, without colours and ages'),

  async run([name], options, terminal) {
    if (options['textconv'] === true) {
      terminal.print(comparedText(name, terminal.cwd))
      return 0
    }
    if (name === undefined && options['all'] !== true)
      throw new CassetteConfigError(
        'show needs the name of a test.\n\n  Show one: npx vitest-cassette show "the name of a test"\n  Show all: npx vitest-cassette show --all',
      )
    const found = await findCassettes(name, terminal.cwd)
    const output = options['output'] as string | undefined
    const [first] = found
    const base = found.length === 1 && first !== undefined ? basename(first.path, '.json') : 'cassettes'
    if (options['html'] === true) writePage(htmlOf(found, name), output, `${base}.html`, terminal)
    if (options['har'] === true) writePage(harOf(found), output, `${base}.har`, terminal)
    if (options['html'] === true || options['har'] === true) return 0
    const style = pageStyle(options['full'] === true)
    terminal.print(found.map((one) => conversationPage(conversationOf(one), style)).join('\n\n\n'))
    return 0
  },
}

function htmlOf(found: readonly FoundCassette[], name: string | undefined): string {
  const { htmlPage, pageTest } = loadPages()
  const now = Date.now()
  const tests = found.map((one) => pageTest({ conversation: conversationOf(one), misses: [] }, now))
  const [first] = tests
  return htmlPage(tests.length === 1 && first !== undefined ? first.title : (name ?? 'Cassettes'), tests)
}

function harOf(found: readonly FoundCassette[]): string {
  return JSON.stringify(loadPages().toHar(found.map(conversationOf), packageVersion()), null, 2)
}

/** The conversation of a cassette. */
export function conversationOf({ document, prices }: Pick<FoundCassette, 'document' | 'prices'>): Conversation {
  return readConversation(document.interactions, { ...document.test, prices })
}

/** The page of one file, for git: it names files outside of the project, and gives up at an error. */
function comparedText(path: string | undefined, cwd: string): string {
  if (path === undefined) throw new CassetteConfigError('show --textconv needs the path of a file.')
  try {
    const document = readCassette(resolve(cwd, path), path)
    return document === undefined
      ? ''
      : conversationPage(conversationOf({ document, prices: undefined }), comparedStyle)
  } catch (error) {
    if (!isCassetteError(error, 'CASSETTE_FORMAT')) throw error
    return readFileSync(resolve(cwd, path), 'utf8')
  }
}
