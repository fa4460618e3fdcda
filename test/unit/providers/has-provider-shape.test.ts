import { expect, test } from 'vitest'
import { hasProviderShape } from '../../../src/providers/has-provider-shape.ts'

test.each([
  ['/v1/chat/completions', { model: 'm', messages: [] }],
  ['/openai/deployments/gpt/chat/completions', { messages: [] }],
  ['/gateway/v1/chat/completions/', { model: 'm', messages: [] }],
  ['/v1/completions', { model: 'm', prompt: 'Once' }],
  ['/v1/responses', { model: 'm', input: 'Hello' }],
  ['/v1/embeddings', { model: 'm', input: ['a'] }],
  ['/anthropic/v1/messages', { model: 'm', messages: [], max_tokens: 5 }],
  ['/v1/messages/batches', { requests: [] }],
  ['/v1beta/models/gemini:generateContent', { contents: [] }],
  ['/v1/models/text-embedding:embedContent', { content: { parts: [] } }],
  ['/v1/projects/p/locations/l/publishers/anthropic/models/claude:rawPredict', { messages: [] }],
  ['/model/anthropic.claude/converse', { messages: [] }],
])('a request of a provider: %s', (path, body) => {
  expect(shaped(path, JSON.stringify(body))).toBe(true)
})

test.each([
  ['/responses', { form: 7, answers: [] }],
  ['/v1/messages', { from: '1', to: '2', text: 'Hi', channel: 'sms' }],
  ['/v1/messages', ['model', 'messages']],
  ['/orders', { model: 'm', messages: [] }],
  ['/v1/completions', { model: 'm' }],
])("the user's own API: %s", (path, body) => {
  expect(shaped(path, JSON.stringify(body))).toBe(false)
})

test('a form is looked into by the names of its parts, and a body of another kind is none', () => {
  const form =
    '--x\r\ncontent-disposition: form-data; name="model"\r\n\r\nwhisper\r\n--x\r\ncontent-disposition: form-data; name="file"; filename="a.wav"\r\n\r\nRIFF\r\n--x--'
  expect(shaped('/v1/audio/transcriptions', form, 'multipart/form-data; boundary=x')).toBe(true)
  expect(shaped('/v1/audio/translations', form.replace('"model"', '"title"'), 'multipart/form-data; boundary=x')).toBe(
    false,
  )
  expect(shaped('/responses', 'model=m&input=x', 'application/x-www-form-urlencoded')).toBe(false)
  expect(shaped('/v1/responses', '')).toBe(false)
})

function shaped(path: string, body: string, type = 'application/json'): boolean {
  return hasProviderShape(new URL(`https://unknown.example.com${path}`), type, body)
}
