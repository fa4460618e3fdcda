import { startProvider, type Provider } from '../../support/provider.ts'
import { answerChat } from './answer-chat.ts'
import { answerMessage } from './answer-message.ts'
import { orderIn } from './answer-parts.ts'

/** A provider that answers as OpenAI and Anthropic do: each answer has new ids, times and limits. */
export interface ShopProvider extends Provider {
  /** From now on, questions with this text get another reply. */
  changeReply(text: string, change: (reply: string) => string): void
}

/** Starts the provider of the shop; it is stopped when the test that started it has finished. */
export async function startShopProvider(): Promise<ShopProvider> {
  const changes = new Map<string, (reply: string) => string>()
  const reply = (question: string): string =>
    [...changes]
      .filter(([text]) => question.includes(text))
      .reduce((said, [, change]) => change(said), replyTo(question))
  const provider = await startProvider(({ url, body }, response) => {
    const answer = url === '/v1/messages' ? answerMessage : answerChat
    answer(JSON.parse(body), reply, response)
  })
  return { ...provider, changeReply: (text, change) => void changes.set(text, change) }
}

const recommendation =
  'With pleasure. At Inkwell we have sold few books as often as this one, and hardly anybody has brought it back. ' +
  'It lies on the table by the door, and we can also send it to you by tomorrow. If it is not for you, bring it back.'

function replyTo(question: string): string {
  const order = orderIn(question)
  if (order !== undefined) return `Order ${order} is in good hands. You will have the book, or your money, on Friday.`
  const subject = /because of (.*)\. Yours/.exec(question)?.[1]
  if (subject !== undefined)
    return `Ada writes because of ${subject}. She expects an answer from Inkwell within a week.`
  if (question.includes('money back')) return 'refund'
  if (question.includes('parcel') && !question.endsWith('?')) return 'delivery'
  if (/recommend|guide|book suits|present|Something|paper|deep sea|Finnish|Comics/.test(question)) return recommendation
  return question.endsWith('?') ? 'Gladly. Ask us at the desk for the details.' : 'other'
}
