// A suite with HTTP servers of its own in beforeAll, as in the SDKs of MCP and in suites with supertest.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import OpenAI from 'openai'
import request from 'supertest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { completion } from './completion.ts'

let server: Server
let baseURL: string
const received: string[] = []

beforeAll(async () => {
  server = createServer((incoming, response) => {
    let body = ''
    incoming.setEncoding('utf8')
    incoming.on('data', (text) => (body += text))
    incoming.on('end', () => {
      received.push(`${incoming.method} ${incoming.url}`)
      if (body.includes('"stream":true')) {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        for (const content of ['a', 'b'])
          response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`)
        response.end('data: [DONE]\n\n')
        return
      }
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(completion('from a local server')))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
})
afterAll(() => void server.close())

const messages = [{ role: 'user' as const, content: 'Hello' }]

test('the SDK asks the local server', async () => {
  const openai = new OpenAI({ apiKey: 'none', baseURL, maxRetries: 0 })
  const { choices } = await openai.chat.completions.create({ model: 'local', messages })
  expect(choices[0]?.message.content).toBe('from a local server')
  expect(received).toEqual(['POST /v1/chat/completions'])
})

test('the SDK streams from the local server', async () => {
  const openai = new OpenAI({ apiKey: 'none', baseURL, maxRetries: 0 })
  let text = ''
  for await (const { choices } of await openai.chat.completions.create({ model: 'local', messages, stream: true }))
    text += choices[0]?.delta.content ?? ''
  expect(text).toBe('ab')
})

test('an app under supertest', async () => {
  const app = express().use(express.json())
  app.post('/v1/responses', (incoming, response) => void response.json({ got: incoming.body.model }))
  app.get('/health', (_, response) => void response.send('ok'))
  expect((await request(app).post('/v1/responses').send({ model: 'm', input: 'x' })).body).toEqual({ got: 'm' })
  expect((await request(app).get('/health')).text).toBe('ok')
})
