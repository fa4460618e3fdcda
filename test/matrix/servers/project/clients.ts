import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import supertest from 'supertest'

/** Sends a question to an app, and gives the body of its answer. */
type Client = (server: Server, question: string) => Promise<unknown>

export const clients: Readonly<Record<string, Client>> = {
  supertest: async (server, question) => (await supertest(server).post('/api/ask').send({ question })).body as unknown,
  fetch: async (server, question) => {
    const { port } = server.address() as AddressInfo
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ question })
    return (await fetch(`http://127.0.0.1:${port}/api/ask`, { method: 'POST', headers, body })).json()
  },
}
