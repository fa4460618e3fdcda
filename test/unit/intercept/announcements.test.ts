import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createServer, request, type ClientRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { withoutAnnouncement } from '../../../src/intercept/internals/announcements.ts'

test('a request of ours is announced at none of its stages, and those of clients are', async () => {
  const seen: Array<[event: string, path: string]> = []
  for (const event of ['http.client.request.created', 'http.client.request.start', 'http.client.response.finish']) {
    const listener = (message: unknown): void => {
      seen.push([event, (message as { request: ClientRequest }).request.path])
    }
    subscribe(event, listener)
    onTestFinished(() => void unsubscribe(event, listener))
  }
  const server = createServer((_request, response) => void response.end())
  await new Promise<void>((listening) => server.listen(0, listening))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const ask = (path: string): ClientRequest => request({ port, path, agent: false })
  const answered = (outgoing: ClientRequest): Promise<void> =>
    new Promise((done) => outgoing.on('response', (response) => response.resume().on('close', done)).end())

  await Promise.all([answered(withoutAnnouncement(() => ask('/ours'))), answered(ask('/theirs'))])
  expect(seen).toEqual([
    ['http.client.request.created', '/theirs'],
    ['http.client.request.start', '/theirs'],
    ['http.client.response.finish', '/theirs'],
  ])
})
