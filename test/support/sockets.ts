import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { WebSocketServer } from 'ws'

/** A WebSocket server that sends back what it gets, and knows how many it has met. */
export async function echoSockets(): Promise<{ port: string; met: () => number }> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  let met = 0
  server.on('connection', (socket) => {
    met += 1
    socket.on('message', (data) => socket.send(`echo ${String(data as Buffer)}`))
  })
  await new Promise((listening) => server.once('listening', listening))
  onTestFinished(() => {
    for (const client of server.clients) client.terminate()
    server.close()
  })
  return { port: String((server.address() as AddressInfo).port), met: () => met }
}

/** `events()` in the project of a child run. */
export const socketEvents = {
  'events.ts': `
/** The events of a socket until it is closed, or until it has answered. */
export function events(socket: any): Promise<string[]> {
  const seen: string[] = []
  return new Promise((done) => {
    socket.addEventListener('open', () => {
      seen.push('open')
      socket.send('hello')
    })
    socket.addEventListener('message', ({ data }: any) => {
      seen.push(String(data))
      socket.close()
    })
    socket.addEventListener('error', ({ error }: any) => seen.push('error' + (error?.code ? ' ' + error.code : '')))
    socket.addEventListener('close', () => done([...seen, 'close']))
  })
}
`,
}
