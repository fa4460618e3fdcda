import { LLMock } from '@copilotkit/aimock'

/** Milliseconds between two pieces of a streamed answer. */
const latency = 20

/** Starts a local server that answers the support agent like OpenAI and Anthropic. */
export async function startProvider(): Promise<LLMock> {
  const provider = new LLMock({ host: '127.0.0.1', port: 0, latency, chunkSize: 12 })
  for (const [number, answer] of Object.entries(answers)) {
    const call = { id: `call_${number}`, name: 'look_up_order', arguments: JSON.stringify({ number }) }
    provider.on(
      { userMessage: `my order ${number}?`, endpoint: 'chat', toolName: 'look_up_order', hasToolResult: false },
      { toolCalls: [call], usage: { prompt_tokens: 118, completion_tokens: 17 } },
    )
    provider.on({ toolCallId: call.id }, { content: answer, usage: { prompt_tokens: 161, completion_tokens: 31 } })
  }
  provider.on(
    { userMessage: /^Customer: / },
    { content: 'FINE It answers the question and names the day.', usage: { input_tokens: 74, output_tokens: 14 } },
  )
  provider.on(
    { systemMessage: 'Write a title' },
    { content: 'Parcel has not arrived', usage: { input_tokens: 38, output_tokens: 6 } },
  )
  for (const [message, queue] of Object.entries(queues)) {
    provider.on(
      { systemMessage: 'Sort the message', userMessage: message },
      { content: queue, usage: { input_tokens: 41, output_tokens: 2 } },
    )
  }
  await provider.start()
  return provider
}

const answers = {
  4711: '"The Left Hand of Darkness" is on its way. It should reach you on Thursday.',
  4712: '"A Field Guide to Lichens" is packed and leaves today. It should reach you on Monday.',
  4713: '"The Sea Around Us" was delivered yesterday. Please ask your neighbours if you cannot find it.',
  9999: 'I cannot find an order 9999. Could you check the number in your confirmation mail?',
}

const queues = {
  'My parcel has not come yet.': 'delivery',
  'I want my money back.': 'refund',
  'Do you sell gift cards?': 'other',
}
