import { packBody } from '../../src/body/pack.ts'
import { visible } from '../../src/errors/pages/visible.ts'
import { readAnswer } from '../../src/providers/wire/read-answer.ts'
import { toHar } from '../../src/show/har/http-archive.ts'
import { pageTest } from '../../src/show/html/page.ts'
import type { Conversation, SeenCall } from '../../src/show/model/conversation.ts'
import { readConversation } from '../../src/show/model/read-conversation.ts'
import { conversationPage } from '../../src/show/terminal/conversation-page.ts'
import { bodyOf, headerList, type CorpusCassette, type CorpusInteraction } from './read-corpus.ts'

export interface ShowResult {
  /** Cassettes, and the answers in them that diagnostics can read. */
  readonly cassettes: number
  readonly answers: number
  /** Cassettes that cannot be shown, and answers that are shown otherwise than diagnostics read them. */
  readonly differences: readonly string[]
}

/** Renders every cassette of a corpus in every form, and compares the shown texts with those that diagnostics extract. */
export function showCorpus(cassettes: readonly CorpusCassette[]): ShowResult {
  const differences: string[] = []
  let answers = 0
  for (const { name, interactions } of cassettes) {
    try {
      const conversation = readConversation(interactions.map(seenCall), { file: 'corpus.test.ts', name })
      const found = differencesIn(conversation)
      answers += conversation.calls.filter(({ answer }) => answer.text !== '' || answer.calls.length > 0).length
      differences.push(...found.map((what) => `${name}: ${what}`))
    } catch (error) {
      differences.push(`${name}: ${(error as Error).stack}`)
    }
  }
  return { cassettes: cassettes.length, answers, differences }
}

function differencesIn(conversation: Conversation): string[] {
  const { view } = pageTest({ conversation, misses: [] }, Date.now())
  const terminal = withoutSpace(conversationPage(conversation, { width: 100, isFull: true, paint: (_, text) => text }))
  const archive = JSON.parse(JSON.stringify(toHar([conversation], '1'))) as ReturnType<typeof toHar>
  return conversation.calls.flatMap(({ position, source }) => {
    const { text, toolCalls } = readAnswer(source.response?.body)
    const inPage = shownText(view, position)
    const isInTerminal = [text, ...toolCalls.map(({ name, input }) => name + input)].every((one) =>
      terminal.includes(withoutSpace(one.split('\n').map(visible).join('\n'))),
    )
    return [
      ...(inPage === text
        ? []
        : [`call ${position}: the page shows ${JSON.stringify(inPage)} for ${JSON.stringify(text)}`]),
      ...(isInTerminal ? [] : [`call ${position}: the terminal does not show ${JSON.stringify([text, toolCalls])}`]),
      ...(archive.log.entries[position - 1]?.response.status === source.response?.status
        ? []
        : [`call ${position}: not in the archive`]),
    ]
  })
}

/** The text of an answer as a browser shows it; empty when there is none. */
function shownText(view: string, position: number): string {
  const found = new RegExp(`<div class="text" id="t[0-9a-f]+-${position}-text">([^]*?)</div>`).exec(view)?.[1] ?? ''
  const names: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" }
  return found.replaceAll(/<\/?mark>/g, '').replaceAll(/&([#\w]+);/g, (whole, name: string) => names[name] ?? whole)
}

function withoutSpace(text: string): string {
  return text.replaceAll(/\s+/g, '')
}

function seenCall({ request, response }: CorpusInteraction): SeenCall {
  const packed = (part: typeof request | typeof response): Pick<SeenCall['request'], 'headers' | 'body'> => {
    const headers = Object.fromEntries(headerList(part.headers))
    const body = packBody(bodyOf(part), headers['content-type'])
    return { headers, ...(body && { body }) }
  }
  return {
    lane: 'main',
    recordedAt: '2026-11-21T10:00:00.000Z',
    request: { method: request.method, url: request.url, ...packed(request) },
    response: { status: response.status, ...packed(response) },
  }
}
