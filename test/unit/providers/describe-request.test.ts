import fc from 'fast-check'
import { expect, test } from 'vitest'
import { storedRequest } from '../../../src/http/stored-request.ts'
import { describeRequest, modelOfRequest } from '../../../src/providers/describe-request.ts'

const openai = 'https://api.openai.com/v1'

function textOf(url: string, json: unknown): string {
  return describeRequest({ method: 'POST', url, body: { json } }).text
}

const user = (content: unknown): object => ({ role: 'user', content })

test.each<[string, string, unknown, string]>([
  [
    'OpenAI chat',
    `${openai}/chat/completions`,
    { model: 'gpt-5', messages: [{ role: 'system', content: 's' }, user('Hello')] },
    'openai gpt-5, 2 messages: "Hello"',
  ],
  [
    'one message',
    `${openai}/chat/completions`,
    { model: 'gpt-5', messages: [user('Hello')] },
    'openai gpt-5, 1 message: "Hello"',
  ],
  ['OpenAI responses, text', `${openai}/responses`, { model: 'gpt-5', input: 'Hello' }, 'openai gpt-5: "Hello"'],
  [
    'OpenAI responses, list',
    `${openai}/responses`,
    { model: 'gpt-5', input: [user([{ type: 'input_text', text: 'Hello' }])] },
    'openai gpt-5, 1 message: "Hello"',
  ],
  [
    'a tool of MCP',
    'https://mcp.example.com/mcp',
    { jsonrpc: '2.0', id: 3, method: 'tools/call', params: { name: 'lookUp', arguments: {} } },
    'tools/call lookUp',
  ],
  ['OpenAI embeddings', `${openai}/embeddings`, { model: 'e', input: ['one', 'two'] }, 'openai e: "two"'],
  ['OpenAI images', `${openai}/images/generations`, { model: 'i', prompt: 'a cat' }, 'openai i: "a cat"'],
  [
    'Azure',
    'https://x.openai.azure.com/openai/deployments/dep/chat/completions',
    { messages: [user('Hi')] },
    'azure-openai dep, 1 message: "Hi"',
  ],
  [
    'Anthropic with the result of a tool last',
    'https://api.anthropic.com/v1/messages',
    {
      model: 'claude',
      messages: [
        user('Hi'),
        { role: 'assistant', content: [] },
        user([
          { type: 'tool_result', content: 'x' },
          { type: 'text', text: 'go on' },
        ]),
      ],
    },
    'anthropic claude, 3 messages: "go on"',
  ],
  [
    'Gemini',
    'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5:generateContent',
    { contents: [{ role: 'user', parts: [{ text: 'Hi' }, { inlineData: {} }] }] },
    'google gemini-2.5, 1 message: "Hi"',
  ],
  [
    'Bedrock',
    'https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-v1%3A0/converse',
    { messages: [user([{ text: 'Hi' }])] },
    'bedrock anthropic.claude-v1:0, 1 message: "Hi"',
  ],
  [
    'a Bedrock profile',
    'https://bedrock-runtime.us-east-1.amazonaws.com/model/arn%3Aaws%3Abedrock%3A%3A1%3Aprofile%2Fx/converse',
    { messages: [user([{ text: 'Hi' }])] },
    'bedrock arn:aws:bedrock::1:profile/x, 1 message: "Hi"',
  ],
  [
    'Cohere',
    'https://api.cohere.com/v2/chat',
    { model: 'command', messages: [user('Hi')] },
    'cohere command, 1 message: "Hi"',
  ],
  ['Ollama', 'http://127.0.0.1:11434/api/generate', { model: 'llama', prompt: 'Hi' }, 'ollama llama: "Hi"'],
  [
    'Replicate',
    'https://api.replicate.com/v1/models/meta/llama/predictions',
    { input: { prompt: 'Hi' } },
    'replicate meta/llama: "Hi"',
  ],
  [
    'Anthropic with nothing but the result of a tool last',
    'https://api.anthropic.com/v1/messages',
    {
      model: 'claude',
      messages: [user('Weather in Rome?'), user([{ type: 'tool_result', content: [{ type: 'text', text: '21 C' }] }])],
    },
    'anthropic claude, 2 messages: "21 C"',
  ],
  [
    'a result without words, after words',
    'https://api.anthropic.com/v1/messages',
    {
      model: 'claude',
      messages: [user('Weather in Rome?'), user([{ type: 'tool_result', content: [{ type: 'image' }] }])],
    },
    'anthropic claude, 2 messages: "Weather in Rome?"',
  ],
  [
    'OpenAI responses with the result of a tool last',
    `${openai}/responses`,
    { model: 'gpt-5', input: [user('Weather?'), { type: 'function_call_output', call_id: 'c', output: '21 C' }] },
    'openai gpt-5, 2 messages: "Weather?"',
  ],
  [
    'Hugging Face',
    'https://router.huggingface.co/hf-inference/models/facebook/bart-large-cnn',
    { inputs: 'Hi' },
    'huggingface facebook/bart-large-cnn: "Hi"',
  ],
  ['an unknown host', 'https://x.example/ask', { prompt: 'Hi' }, 'POST x.example/ask: "Hi"'],
  ['nothing known', 'https://x.example/ask', {}, 'POST x.example/ask'],
  [
    'only the system',
    `${openai}/chat/completions`,
    { model: 'm', messages: [{ role: 'system', content: 's' }] },
    'openai m, 1 message',
  ],
  ['odd fields', `${openai}/chat/completions`, { model: 5, messages: 'x', input: null, prompt: {} }, 'openai'],
])('%s', (_, url, json, text) => {
  expect(textOf(url, json)).toBe(text)
})

test.each<[string, FormData | URLSearchParams, string]>([
  ['an upload', form({ model: 'whisper-1', file: new File(['RIFF'], 'a.wav') }), 'openai whisper-1, a.wav'],
  [
    'an upload with words',
    form({
      model: 'gpt-image-1',
      prompt: 'a cat',
      image: new File(['x'], 'dir/cat.png'),
      mask: new File(['x'], 'm.png'),
    }),
    'openai gpt-image-1, cat.png: "a cat"',
  ],
  ['a form', new URLSearchParams({ model: 'm', prompt: 'a cat' }), 'openai m: "a cat"'],
])('%s', async (_, body, text) => {
  const request = new Request(`${openai}/images/edits`, { method: 'POST', body })
  const stored = storedRequest(request, new Uint8Array(await request.clone().arrayBuffer()), [])
  expect(describeRequest(stored).text).toBe(text)
  expect(text).toContain(`openai ${modelOfRequest(stored)}`)
})

function form(fields: Record<string, string | File>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  return data
}

test('line breaks become blanks', () => {
  expect(textOf(`${openai}/responses`, { model: 'm', input: ' one\n\r\n\ttwo\u2028three ' })).toBe(
    'openai m: "one two three"',
  )
})

test('long words are cut between characters', () => {
  expect(textOf(`${openai}/responses`, { model: 'm', input: 'x'.repeat(100) })).toBe(`openai m: "${'x'.repeat(54)}…"`)
  expect(textOf(`${openai}/responses`, { model: 'm', input: '😀'.repeat(100) })).toBe(`openai m: "${'😀'.repeat(27)}…"`)
})

test('control characters are removed', () => {
  expect(textOf(`${openai}/responses`, { model: 'm', input: 'a\u001b[2Jb\u0007\u202ec\u200b' })).toBe(
    'openai m: "a[2Jbc"',
  )
})

test('the call is method, host and path, without the query', () => {
  expect(describeRequest({ method: 'GET', url: `${openai}/models?key=x` })).toEqual({
    call: 'GET api.openai.com/v1/models',
    text: 'openai',
  })
})

test.each([{ text: '{"model":' }, { base64: 'AAE=' }, { multipart: [], boundary: 'b' }, { json: null }, { json: [1] }])(
  'a body of %j is described by its provider',
  (body) => {
    expect(describeRequest({ method: 'POST', url: `${openai}/files`, body }).text).toBe('openai')
  },
)

test('it is always one line of less than 120 characters', () => {
  const words = fc.string({ unit: 'binary', maxLength: 200 })
  fc.assert(
    fc.property(words, words, words, (model, content, path) => {
      const url = `https://api.openai.com/${encodeURIComponent(path.toWellFormed())}`
      for (const json of [{ model, messages: [user(content)] }, { input: content }, { model }]) {
        const text = textOf(url, json)
        expect([...text].length).toBeLessThan(120)
        expect(text).not.toMatch(/[\n\r\u2028\u2029]/)
      }
    }),
  )
})
