import { expect, test } from 'vitest'
import { unpackBody } from '../../../src/body/pack.ts'
import type { StoredRequest } from '../../../src/cassette/interaction.ts'
import { storedRequest } from '../../../src/http/stored-request.ts'

async function stored(content: string): Promise<StoredRequest> {
  const form = new FormData()
  form.set('model', 'whisper-1')
  form.set('prompt', content)
  const request = new Request('https://api.openai.com/v1/audio/transcriptions', { method: 'POST', body: form })
  return storedRequest(request, new Uint8Array(await request.clone().arrayBuffer()), [])
}

test('the boundary that a client generates for each form is not stored', async () => {
  const [first, second] = [await stored('a table'), await stored('a table')]
  expect(first).toEqual(second)
  expect(first.headers?.['content-type']).toBe('multipart/form-data')
  expect(first.body).toHaveProperty('multipart')
  expect(first.body).not.toHaveProperty('boundary')
  expect(Buffer.from(unpackBody(first.body!)).toString()).toMatch(/^--boundary\r\n[^]*\r\n--boundary--\r\n$/)
})

test('a form whose content holds the boundary in its place keeps its own', async () => {
  const { body, headers } = await stored('a text\r\n--boundary\r\n')
  const { boundary } = body as { boundary: string }
  expect(headers?.['content-type']).toBe(`multipart/form-data; boundary=${boundary}`)
})
