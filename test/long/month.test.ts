import { mkdirSync, renameSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Shop } from './month/shop.ts'
import { commandsBelow, type Cost, type Printed, type Terminal } from './month/terminal.ts'

/** The most that each piece of work may cost. */
const bounds: Readonly<Record<string, Cost>> = {
  'first record': { commands: 3, printed: 240, calls: 78, diff: 6_600 },
  'a changed prompt': { commands: 3, printed: 230, calls: 0, diff: 150 },
  'renamed and moved': { commands: 3, printed: 250, calls: 0, diff: 75 },
  'one branch records': { commands: 2, printed: 170, calls: 10, diff: 170 },
  'another branch accepts': { commands: 3, printed: 170, calls: 0, diff: 35 },
  'their conflict': { commands: 5, printed: 400, calls: 0, diff: 45 },
  'a refresh': { commands: 2, printed: 60, calls: 78, diff: 100 },
  'a new SDK': { commands: 3, printed: 210, calls: 0, diff: 250 },
  'a leaked key': { commands: 4, printed: 120, calls: 0, diff: 8 },
}

test('a month with 60 tests costs few commands, few lines to read and no call that is not needed', async () => {
  const shop = await Shop.open()
  const { terminal } = shop
  const costs: Record<string, Cost> = {}
  const work = async (name: string, steps: (shop: Shop) => Promise<void>): Promise<void> => {
    await steps(shop)
    costs[name] = terminal.commit(name)
  }

  await work('first record', recordAll)
  await work('a changed prompt', changePrompt)
  await work('renamed and moved', renameAndMove)
  terminal.git('checkout', '--quiet', '-b', 'queues')
  await work('one branch records', recordOnBranch)
  terminal.git('checkout', '--quiet', 'main')
  await work('another branch accepts', acceptOnMain)
  await work('their conflict', merge)
  await work('a refresh', refresh)
  await work('a new SDK', installNewSdk)
  await work('a leaked key', removeKey)

  console.table(costs)
  expect(Object.keys(costs)).toEqual(Object.keys(bounds))
  for (const [name, bound] of Object.entries(bounds))
    for (const kind of ['commands', 'printed', 'calls', 'diff'] as const)
      expect.soft(costs[name]![kind], `${name}: ${kind}`).toBeLessThanOrEqual(bound[kind])
})

async function recordAll({ terminal }: Shop): Promise<void> {
  const missed = await terminal.type('npx vitest run')
  expect(missed.output).toContain('60 tests are not recorded yet')
  for (const command of commandsBelow(missed)) await terminal.type(command)
  await allPass(terminal)
}

async function changePrompt(shop: Shop): Promise<void> {
  shop.edit('src/support.ts', 'Be brief.', 'Be kind and brief.')
  const missed = await shop.terminal.type('npx vitest run')
  expect(missed.output).toContain('36 tests missed for one change (openai gpt-5-mini)')
  await acceptAll(shop, missed, '48 requests in 36 cassettes')
}

async function renameAndMove(shop: Shop): Promise<void> {
  shop.edit('test/chat.test.ts', "describe('the chat'", "describe('recommendations'")
  shop.edit('test/orders.test.ts', 'looks up order', 'finds order')
  mkdirSync(shop.project.path('test/mail'))
  renameSync(shop.project.path('test/mail.test.ts'), shop.project.path('test/mail/sorting.test.ts'))
  shop.edit('test/mail/sorting.test.ts', '../src', '../../src')
  const missed = await shop.terminal.type('npx vitest run')
  expect(missed.output).toContain('34 tests have no cassette, but cassettes without a test hold their requests')
  const renamed = await shop.terminal.type(`${commandsBelow(missed).at(-1)} --yes`)
  expect(renamed.output).toContain('34 cassettes renamed')
  await allPass(shop.terminal)
}

const sorting = {
  before: 'Sort the mail of a bookshop. Answer with one word: delivery, refund or other.',
  there: 'Sort the mail of a bookshop into queues. Answer with one word: delivery, refund or other.',
  here: 'Sort the mail of a bookshop. Answer with the word delivery, refund or other.',
  both: 'Sort the mail of a bookshop into queues. Answer with the word delivery, refund or other.',
}

async function recordOnBranch(shop: Shop): Promise<void> {
  shop.edit('src/mail.ts', sorting.before, sorting.there)
  const missed = await shop.terminal.type('npx vitest run')
  const record = commandsBelow(missed).find((command) => command.endsWith('--mode record'))!
  expect((await shop.terminal.type(record)).output).toContain('10 live')
}

async function acceptOnMain(shop: Shop): Promise<void> {
  shop.edit('src/mail.ts', sorting.before, sorting.here)
  const missed = await shop.terminal.type('npx vitest run')
  await acceptAll(shop, missed, '10 requests in 10 cassettes')
}

async function merge(shop: Shop): Promise<void> {
  const { project, terminal } = shop
  expect(() => terminal.git('merge', 'queues')).toThrow('git merge queues')
  const merged = project.read('src/mail.ts').replace(/^<{7}[^]*^>{7}.*\n/m, `    system: '${sorting.both}',\n`)
  project.write('src/mail.ts', merged)
  const unreadable = await terminal.type('npx vitest run')
  expect(unreadable.output).toContain('10 unreadable')
  await terminal.type(commandsBelow(unreadable).find((command) => command.includes('--ours'))!)
  await acceptAll(shop, await terminal.type('npx vitest run'), '10 requests in 10 cassettes')
}

async function refresh({ provider, terminal }: Shop): Promise<void> {
  provider.changeReply('poems', (reply) => reply.replace('hardly anybody has', 'many people have'))
  const refreshed = await terminal.type('npx vitest run --mode refresh')
  expect(refreshed.output).toContain('hardly anybody has')
  expect(refreshed.output).toContain('many people have')
  expect(refreshed.output).toContain('1 answer says something else')
  await allPass(terminal)
}

async function installNewSdk(shop: Shop): Promise<void> {
  shop.install('openai')
  const missed = await shop.terminal.type('npx vitest run')
  expect(missed.output).toContain('messages[2].tool_calls[0].function.parsed_arguments is gone')
  await acceptAll(shop, missed, '12 requests in 12 cassettes')
}

async function removeKey(shop: Shop): Promise<void> {
  const { project, terminal } = shop
  const key = `sk-proj-${'aB3dE6gH9jK2mN5pQ8sT'.repeat(3)}`
  const cassette = '__cassettes__/test/answers.test.ts/answers-about-gift-cards.json'
  shop.edit(cassette, '"headers": { ', `"headers": { "authorization": "Bearer ${key}", `)
  terminal.git('commit', '--all', '--quiet', '--message', 'An old recording')
  const found = await terminal.type('npx vitest-cassette check')
  expect(found.exitCode).toBe(1)
  expect(found.output).toContain(cassette)
  await terminal.type('npx vitest-cassette redact')
  expect(project.read(cassette)).not.toContain(key)
  expect((await terminal.type('npx vitest-cassette check')).exitCode).toBe(0)
  await allPass(terminal)
}

/** Keeps the recorded answers with the command at the end of a run, and says yes to its question. */
async function acceptAll({ terminal }: Shop, missed: Printed, result: string): Promise<void> {
  const command = commandsBelow(missed).find((one) => one.includes('accept'))!
  const accepted = await terminal.type(`${command} --yes`)
  expect(accepted.exitCode, accepted.output).toBe(0)
  expect(accepted.output).toContain(result)
  await allPass(terminal)
}

async function allPass(terminal: Terminal): Promise<void> {
  const run = await terminal.type('npx vitest run')
  expect(run.exitCode, run.output).toBe(0)
  expect(run.output).toContain('60 replayed')
}
