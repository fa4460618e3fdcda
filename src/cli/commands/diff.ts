import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import type { CassetteDocument } from '../../format/document.ts'
import { parseCassette } from '../../format/parse.ts'
import { compareConversations } from '../../show/compare/compare-conversations.ts'
import type { Conversation } from '../../show/model/conversation.ts'
import { readConversation } from '../../show/model/read-conversation.ts'
import { changesPage, type ComparedTest } from '../../show/terminal/changes-page.ts'
import { exists } from '../../store/exists.ts'
import { readCassette } from '../../store/cassette-file.ts'
import { shownPath } from '../../store/paths.ts'
import type { CliCommand } from '../command.ts'
import { findCassettes, titleOf, type FoundCassette } from '../find-cassettes.ts'
import { changedFiles, fileAt } from '../git-versions.ts'
import { loadPages } from '../../show/load-pages.ts'
import { pageStyle } from '../page-style.ts'
import { writePage } from '../written-page.ts'
import { projectSettings } from '../project-settings.ts'
import { conversationOf } from './show.ts'

/** Compares two recorded conversations, or all of a project before and after a refresh. */
export const diff: CliCommand = {
  usage: 'diff [before] [after]',
  summary: 'compare the conversations of two tests or cassettes; with --git, all that changed',
  declare: (command) =>
    command
      .option('--git [commit]', 'compare with the last commit, or with this one')
      .option('--html', 'write one HTML page that opens anywhere')
      .option('--output <file>', 'where to write it; - is the standard output'),

  async run([first, second], options, terminal) {
    const git = options['git'] as string | true | undefined
    const tests =
      git === undefined
        ? [await compareTwo(first, second, terminal.cwd)]
        : await compareWithGit(git === true ? 'HEAD' : git, terminal.cwd)
    if (options['html'] === true) {
      const page = loadPages().comparisonPage('What has changed', tests)
      writePage(page, options['output'] as string | undefined, 'diff.html', terminal)
    } else terminal.print(changesPage(tests, pageStyle(false)))
    return 0
  },
}

async function compareTwo(before: string | undefined, after: string | undefined, cwd: string): Promise<ComparedTest> {
  if (before === undefined || after === undefined)
    throw new CassetteConfigError(
      'diff needs two tests or cassettes.\n\n  Compare with the last commit instead: npx vitest-cassette diff --git',
    )
  const [old, now] = [await findOne(before, cwd), await findOne(after, cwd)]
  return {
    title: titleOf(old.document.test),
    other: titleOf(now.document.test),
    changes: compareConversations(conversationOf(old), conversationOf(now)),
  }
}

async function findOne(name: string, cwd: string): Promise<FoundCassette> {
  const [found, ...others] = await findCassettes(name, cwd)
  if (found !== undefined && others.length === 0) return found
  const names = [found!, ...others].map(({ shown }) => `    ${shown}`)
  throw new CassetteConfigError(`"${name}" may mean ${names.length} cassettes.\n\n  Name one:\n${names.join('\n')}`)
}

/** The cassettes that git says were changed, each before and after. */
async function compareWithGit(commit: string, cwd: string): Promise<ComparedTest[]> {
  const tests: ComparedTest[] = []
  for (const { root, dir } of await projectSettings(cwd)) {
    const folder = join(root, dir)
    if (!exists(folder)) continue
    const top = realpathSync(folder)
    for (const path of await changedFiles(top, commit)) {
      if (!path.endsWith('.json')) continue
      const shown = shownPath(root, path)
      const old = await fileAt(top, commit, path)
      const before = old === undefined ? undefined : parseCassette(old, `${commit}:${shown}`)
      const after = readCassette(path, shown)
      const owner = (after ?? before)?.test
      if (owner === undefined) continue
      const [left, right] = [before, after].map((document) => versionOf(document, owner))
      tests.push({ title: titleOf(owner), changes: compareConversations(left!, right!) })
    }
  }
  return tests
}

function versionOf(document: CassetteDocument | undefined, owner: CassetteDocument['test']): Conversation {
  return document === undefined ? readConversation([], owner) : conversationOf({ document, prices: undefined })
}
