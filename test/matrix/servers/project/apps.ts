import 'reflect-metadata'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { Body, Controller, Module, Post } from '@nestjs/common'
import { Test } from '@nestjs/testing'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { ask } from './ask.ts'

/** The part of Next that a custom server needs. The types of Next itself change those of Node for all files. */
type Next = (options: { readonly dev: boolean; readonly dir: string }) => {
  prepare(): Promise<void>
  getRequestHandler(): RequestListener
}
const next = createRequire(import.meta.url)('next') as Next

/** A question to an app, in JSON. */
interface Asked {
  readonly question: string
}

@Controller('api/ask')
class AskController {
  @Post()
  async answer(@Body() { question }: Asked): Promise<object> {
    return { answer: await ask(question) }
  }
}

@Module({ controllers: [AskController] })
class AskModule {}

function listening(server: Server): Promise<Server> {
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)))
}

/** Starts the same app, as its framework does it: `POST /api/ask`. */
export const apps: Readonly<Record<string, () => Promise<Server>>> = {
  async Express() {
    const app = express()
    app.use(express.json())
    app.post('/api/ask', async ({ body }, response) => void response.json({ answer: await ask(body.question) }))
    return listening(createServer(app))
  },
  async Fastify() {
    const app = fastify()
    app.post<{ Body: Asked }>('/api/ask', async ({ body }) => ({ answer: await ask(body.question) }))
    await app.listen({ port: 0, host: '127.0.0.1' })
    return app.server
  },
  Hono() {
    const app = new Hono()
    app.post('/api/ask', async (context) => {
      const { question } = await context.req.json<Asked>()
      return context.json({ answer: await ask(question) })
    })
    return new Promise((done) => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => done(server as Server))
    })
  },
  async Nest() {
    const module = await Test.createTestingModule({ imports: [AskModule] }).compile()
    const app = module.createNestApplication({ logger: false })
    await app.listen(0, '127.0.0.1')
    return app.getHttpServer() as Server
  },
  async Next() {
    const app = next({ dev: false, dir: join(import.meta.dirname, 'next') })
    await app.prepare()
    return listening(createServer(app.getRequestHandler()))
  },
}
