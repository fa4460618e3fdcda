import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  type BedrockRuntimeClientConfig,
  type ConverseCommandInput,
} from '@aws-sdk/client-bedrock-runtime'
import { FetchHttpHandler } from '@smithy/fetch-http-handler'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { lookUp, prompts, toolResult, type Row } from '../row.ts'

const modelId = 'anthropic.claude-3-haiku-20240307-v1:0'
const request = (text: string): ConverseCommandInput => ({ modelId, messages: [{ role: 'user', content: [{ text }] }] })
const invocation = {
  modelId,
  contentType: 'application/json',
  body: JSON.stringify({
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: 100,
    messages: [{ role: 'user', content: prompts.plain }],
  }),
}

const inputSchema = { json: { ...lookUp.parameters, required: ['order'] } }
const toolConfig = { tools: [{ toolSpec: { name: lookUp.name, inputSchema } }] }

function row(name: string, config: BedrockRuntimeClientConfig): Row {
  const client = new BedrockRuntimeClient({ region: 'us-east-1', ...config })
  return {
    name: `@aws-sdk/client-bedrock-runtime: ${name}`,
    call: (prompt, abortSignal) => client.send(new ConverseCommand(request(prompt)), { abortSignal }),
    async *stream(prompt, abortSignal) {
      yield* (await client.send(new ConverseStreamCommand(request(prompt)), { abortSignal })).stream ?? []
    },
    tool: (prompt) => client.send(new ConverseCommand({ ...request(prompt), toolConfig })),
    async loop(prompt) {
      const { messages = [] } = request(prompt)
      const first = await client.send(new ConverseCommand({ modelId, messages, toolConfig }))
      const message = first.output?.message
      if (message === undefined) throw new Error('no message')
      const toolUseId = message.content?.find((block) => block.toolUse !== undefined)?.toolUse?.toolUseId
      const result = { toolResult: { toolUseId, content: [{ text: toolResult }] } }
      const all = [...messages, message, { role: 'user' as const, content: [result] }]
      return [first, await client.send(new ConverseCommand({ modelId, messages: all, toolConfig }))]
    },
    more: {
      invoke: async () => (await client.send(new InvokeModelCommand(invocation))).body.transformToString(),
      'invoke, streamed': async () => {
        const { body = [] } = await client.send(new InvokeModelWithResponseStreamCommand(invocation))
        const parts: string[] = []
        for await (const { chunk } of body) parts.push(Buffer.from(chunk?.bytes ?? []).toString())
        return parts
      },
    },
  }
}

export const rows: Row[] = [
  row('HTTP/2 (default)', {}),
  row('NodeHttpHandler', { requestHandler: new NodeHttpHandler() }),
  row('FetchHttpHandler', { requestHandler: new FetchHttpHandler() }),
  // During replay the environment names a profile with an expired SSO session.
  { ...row('AWS_PROFILE set', {}), more: {} },
]
