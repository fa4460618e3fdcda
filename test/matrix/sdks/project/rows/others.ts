import { InferenceClient } from '@huggingface/inference'
import { HumanMessage, ToolMessage } from '@langchain/core/messages'
import { tool as langchainTool } from '@langchain/core/tools'
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai'
import { Mistral } from '@mistralai/mistralai'
import { OpenRouter } from '@openrouter/sdk'
import { CohereClientV2 } from 'cohere-ai'
import Groq, { toFile } from 'groq-sdk'
import { Ollama } from 'ollama'
import Replicate from 'replicate'
import Together from 'together-ai'
import { VoyageAIClient } from 'voyageai'
import { camelResult, chatLoop, lookUp, prompts, toolResult, type Row } from '../row.ts'

const user = (content: string): [{ role: 'user'; content: string }] => [{ role: 'user', content }]
const functions: [{ type: 'function'; function: { name: string; description: string; parameters: object } }] = [
  { type: 'function', function: lookUp },
]
const plain: [any] = [{ type: 'function', function: { ...lookUp, parameters: { ...lookUp.parameters } } }]
const sound = (): Promise<File> => toFile(Buffer.from('RIFF sound'), 'sound.wav')

const groq = new Groq()
const together = new Together()
const mistral = new Mistral({ apiKey: process.env['MISTRAL_API_KEY'] ?? '' })
const cohere = new CohereClientV2({})
const ollama = new Ollama()
const openrouter = new OpenRouter()
const huggingface = new InferenceClient(process.env['HF_TOKEN'])
const replicate = new Replicate()
const voyage = new VoyageAIClient({})

export const rows: Row[] = [
  {
    name: 'groq-sdk',
    call: (prompt, signal) =>
      groq.chat.completions.create({ model: 'llama-3.3-70b', messages: user(prompt) }, { signal }),
    stream: (prompt, signal) =>
      groq.chat.completions.create({ model: 'llama-3.3-70b', messages: user(prompt), stream: true }, { signal }),
    tool: (prompt) =>
      groq.chat.completions.create({
        model: 'llama-3.3-70b',
        messages: user(prompt),
        tools: plain,
      }),
    loop: (prompt) =>
      chatLoop(prompt, (messages) => groq.chat.completions.create({ model: 'llama-3.3-70b', messages, tools: plain })),
    more: {
      'audio in': async () => groq.audio.transcriptions.create({ model: 'whisper-large-v3', file: await sound() }),
    },
  },
  {
    name: 'together-ai',
    call: (prompt, signal) =>
      together.chat.completions.create({ model: 'meta-llama/Llama-3', messages: user(prompt) }, { signal }),
    stream: (prompt, signal) =>
      together.chat.completions.create(
        { model: 'meta-llama/Llama-3', messages: user(prompt), stream: true },
        { signal },
      ),
    tool: (prompt) =>
      together.chat.completions.create({
        model: 'meta-llama/Llama-3',
        messages: user(prompt),
        tools: plain,
      }),
    loop: (prompt) =>
      chatLoop(prompt, (messages) =>
        together.chat.completions.create({ model: 'meta-llama/Llama-3', messages, tools: plain }),
      ),
    more: {
      embeddings: () => together.embeddings.create({ model: 'bge', input: prompts.plain }),
      images: () => together.images.generate({ model: 'flux', prompt: prompts.plain }),
    },
  },
  {
    name: '@mistralai/mistralai',
    call: (prompt, signal) =>
      mistral.chat.complete({ model: 'mistral-small', messages: user(prompt) }, { fetchOptions: { signal } }),
    stream: (prompt, signal) =>
      mistral.chat.stream({ model: 'mistral-small', messages: user(prompt) }, { fetchOptions: { signal } }),
    tool: (prompt) =>
      mistral.chat.complete({
        model: 'mistral-small',
        messages: user(prompt),
        tools: plain,
      }),
    loop: (prompt) =>
      chatLoop(
        prompt,
        (messages) => mistral.chat.complete({ model: 'mistral-small', messages, tools: plain }),
        camelResult,
      ),
    more: {
      embeddings: () => mistral.embeddings.create({ model: 'mistral-embed', inputs: [prompts.plain] }),
    },
  },
  {
    name: 'cohere-ai',
    call: (prompt, abortSignal) => cohere.chat({ model: 'command-r', messages: user(prompt) }, { abortSignal }),
    stream: (prompt, abortSignal) => cohere.chatStream({ model: 'command-r', messages: user(prompt) }, { abortSignal }),
    tool: (prompt) =>
      cohere.chat({
        model: 'command-r',
        messages: user(prompt),
        tools: plain,
      }),
    loop: (prompt) =>
      chatLoop(prompt, (messages) => cohere.chat({ model: 'command-r', messages, tools: plain }), camelResult),
    more: {
      embeddings: () =>
        cohere.embed({
          model: 'embed-v4',
          inputType: 'search_query',
          texts: [prompts.plain],
          embeddingTypes: ['float'],
        }),
      rerank: () => cohere.rerank({ model: 'rerank-v3', query: prompts.plain, documents: ['one', 'two'] }),
    },
  },
  {
    name: 'ollama',
    call: (prompt) => ollama.chat({ model: 'llama3', messages: user(prompt) }),
    // Its client aborts only streams.
    isUnstoppable: true,
    stream: (prompt) => ollama.chat({ model: 'llama3', messages: user(prompt), stream: true }),
    tool: (prompt) =>
      ollama.chat({
        model: 'llama3',
        messages: user(prompt),
        tools: [
          { type: 'function', function: { ...lookUp, parameters: { ...lookUp.parameters, required: ['order'] } } },
        ],
      }),
    loop: (prompt) =>
      chatLoop(
        prompt,
        (messages) => ollama.chat({ model: 'llama3', messages, tools: plain }),
        () => ({ role: 'tool', tool_name: lookUp.name, content: toolResult }),
      ),
    abort: () => ollama.abort(),
    more: { embeddings: () => ollama.embed({ model: 'nomic', input: prompts.plain }) },
  },
  {
    name: '@langchain/openai',
    call: (prompt, signal) => new ChatOpenAI({ model: 'gpt-5-mini' }).invoke([new HumanMessage(prompt)], { signal }),
    stream: (prompt, signal) => new ChatOpenAI({ model: 'gpt-5-mini' }).stream([new HumanMessage(prompt)], { signal }),
    tool: (prompt) =>
      new ChatOpenAI({ model: 'gpt-5-mini' })
        .bindTools([
          langchainTool(() => '', { name: lookUp.name, description: lookUp.description, schema: lookUp.parameters }),
        ])
        .invoke([new HumanMessage(prompt)]),
    async loop(prompt) {
      const model = new ChatOpenAI({ model: 'gpt-5-mini' }).bindTools(functions)
      const first = await model.invoke([new HumanMessage(prompt)])
      const result = new ToolMessage({ content: toolResult, tool_call_id: first.tool_calls?.[0]?.id ?? '' })
      return [first, await model.invoke([new HumanMessage(prompt), first, result])]
    },
    more: {
      embeddings: () => new OpenAIEmbeddings({ model: 'text-embedding-3-small' }).embedQuery(prompts.plain),
    },
  },
  {
    name: '@openrouter/sdk',
    call: (prompt, signal) =>
      openrouter.chat.send({ chatRequest: { model: 'openai/gpt-5', messages: user(prompt) } }, { signal }),
    stream: async (prompt, signal) =>
      (await openrouter.chat.send(
        { chatRequest: { model: 'openai/gpt-5', messages: user(prompt), stream: true } },
        { signal },
      )) as AsyncIterable<unknown>,
    tool: (prompt) =>
      openrouter.chat.send({
        chatRequest: { model: 'openai/gpt-5', messages: user(prompt), tools: functions as never },
      }),
    loop: (prompt) =>
      chatLoop(
        prompt,
        (messages) =>
          openrouter.chat.send({ chatRequest: { model: 'openai/gpt-5', messages, tools: functions as never } }),
        camelResult,
      ),
  },
  {
    name: '@huggingface/inference',
    call: (prompt, signal) =>
      huggingface.chatCompletion({ model: 'meta-llama/Llama-3', messages: user(prompt) }, { signal }),
    stream: (prompt, signal) =>
      huggingface.chatCompletionStream({ model: 'meta-llama/Llama-3', messages: user(prompt) }, { signal }),
    tool: (prompt) =>
      huggingface.chatCompletion({ model: 'meta-llama/Llama-3', messages: user(prompt), tools: functions }),
    loop: (prompt) =>
      chatLoop(prompt, (messages) =>
        huggingface.chatCompletion({ model: 'meta-llama/Llama-3', messages, tools: functions }),
      ),
    more: {
      embeddings: () =>
        huggingface.featureExtraction({ provider: 'hf-inference', model: 'bge', inputs: prompts.plain }),
      images: async () => {
        const image = await huggingface.textToImage({ provider: 'hf-inference', model: 'flux', inputs: prompts.plain })
        return new Uint8Array(await (image as unknown as Blob).arrayBuffer())
      },
    },
  },
  {
    name: 'replicate',
    call: (prompt) => replicate.run('meta/llama-3', { input: { prompt } }),
    // It checks the signal only after the answer.
    isUnstoppable: true,
    stream: (prompt, signal) => replicate.stream('meta/llama-3', { input: { prompt }, signal }),
  },
  {
    name: 'voyageai',
    call: (prompt, abortSignal) => voyage.embed({ model: 'voyage-3', input: [prompt] }, { abortSignal }),
    more: { rerank: () => voyage.rerank({ model: 'rerank-2', query: prompts.plain, documents: ['one', 'two'] }) },
  },
]
