import { expect, test } from 'vitest'
import { takeNotes } from '../../support/ask.ts'
import { Project } from '../../support/project.ts'
import { echoSockets, socketEvents } from '../../support/sockets.ts'

const environments = ['node', 'jsdom', 'happy-dom', 'edge-runtime'].flatMap((environment) =>
  // The Edge environment has its own realm in every pool.
  ['forks', ...(environment === 'edge-runtime' ? [] : ['vmThreads'])].map((pool) => ({ environment, pool })),
)
const tests = `
import { appendFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import Ws from 'ws'
import { events } from '../events.ts'

const sockets = { 'global WebSocket': (url: string) => new WebSocket(url), ws: (url: string) => new Ws(url) }
test.each(Object.entries(sockets))(WAY + '%s', async (name, open) => {
  const seen = await events(open('wss://api.openai.com/v1/realtime'))
  appendFileSync('notes.jsonl', JSON.stringify([WAY + name, seen]) + '\\n')
})
test.each(Object.entries(sockets))(WAY + '%s, excluded', { timeout: 15_000 }, async (_name, open) => {
  expect(await events(open('ws://127.0.0.1:' + process.env.PORT + '/open'))).toEqual(['open', 'echo hello', 'close'])
})
`

test('a WebSocket to a provider is refused in every environment', async () => {
  const { port } = await echoSockets()
  const ways = environments.map(({ environment, pool }) => ({ environment, pool, name: `${environment}-${pool}` }))
  const project = new Project(
    {
      ...socketEvents,
      ...Object.fromEntries(
        ways.map(({ name }) => [`${name}/sockets.test.ts`, tests.replaceAll('WAY', JSON.stringify(`${name}: `))]),
      ),
    },
    {
      within: 'test/matrix',
      vitest: 'test/matrix/node_modules/vitest',
      options: { include: ['127.0.0.1:*'], exclude: ['ws://127.0.0.1:*/open*'] },
      test: {
        projects: ways.map(({ name, environment, pool }) => ({
          extends: true,
          test: { name, environment, pool, include: [`${name}/*.test.ts`] },
        })),
      },
    },
  )
  for (const args of [[], ['--mode', 'record']]) {
    const run = await project.vitest(args, { env: { PORT: port } })
    const seen = takeNotes(project)
    for (const { name } of ways) {
      for (const client of ['global WebSocket', 'ws']) {
        const cell = `${name}: ${client}`
        expect(run.tests[cell]?.errors, cell + run.output).toEqual([
          expect.stringContaining('CassetteWebSocketError: WebSocket refused: wss://api.openai.com/v1/realtime\n'),
        ])
        expect(seen[cell]?.[0], cell).not.toContain('open')
        expect(seen[cell]?.[0], cell).toContain('close')
        // Without the plugin this socket of jsdom gets no answer either.
        if (cell !== 'jsdom-forks: global WebSocket')
          expect(run.tests[`${cell}, excluded`], cell).toEqual({ status: 'passed', errors: [] })
      }
    }
  }
})
