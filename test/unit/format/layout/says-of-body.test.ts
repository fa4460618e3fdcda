import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packBody } from '../../../../src/body/pack.ts'
import type { Said } from '../../../../src/cassette/interaction.ts'
import { parseCassette } from '../../../../src/format/parse.ts'
import { serializeCassette } from '../../../../src/format/serialize.ts'
import { saidIn } from '../../../../src/format/layout/says-of-body.ts'
import { cpuTime } from '../../support/cpu-time.ts'
import { answered } from '../../support/interactions.ts'

function stream(events: readonly object[]): string {
  return events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
}

function chat(...deltas: readonly object[]): string {
  return stream(deltas.map((delta) => ({ choices: [{ index: 0, delta }] })))
}

function said(text: string, type = 'text/event-stream'): readonly Said[] | undefined {
  return saidIn(packBody(Buffer.from(text), type)!)
}

test('the text of a stream is told sentence by sentence', () => {
  const words = ['Your', ' order', ' is on its', ' way. It', ' will arrive', ' on Friday', '.\n', 'Goodbye', '!']
  expect(said(chat(...words.map((content) => ({ content }))))).toEqual([
    'Your order is on its way. ',
    'It will arrive on Friday.\n',
    'Goodbye!',
  ])
})

test('a number of a list, and an abbreviation, get no line of their own', () => {
  const content =
    '1. Open the door.\n2. Close it, e.g. with the key.\n\nDr. No knows version 2.5 of it! 終わり。はい。\nIt is over…'
  expect(said(chat({ content }))).toEqual([
    '1. Open the door.\n',
    '2. Close it, e.g. with the key.\n\n',
    'Dr. No knows version 2.5 of it! ',
    '終わり。はい。\n',
    'It is over…',
  ])
})

test('tool calls are told with their input, between the texts', () => {
  const call = (fields: object): object => ({ tool_calls: [{ index: 0, ...fields }] })
  const parts = [
    { content: 'I look.' },
    call({ id: 'call_x', function: { name: 'find_order', arguments: '' } }),
    call({ function: { arguments: '{"id":' } }),
    call({ function: { arguments: '"4711"}' } }),
  ]
  expect(said(chat(...parts))).toEqual(['I look.', { calls: 'find_order', with: { id: '4711' } }])
  expect(said(chat(...parts.slice(0, 3)))).toEqual(['I look.', { calls: 'find_order', with: '{"id":' }])
})

test('a stream that says nothing, and a plain answer, have no `says` in a file', () => {
  const fileOf = (text: string, type: string): string =>
    serializeCassette({ file: 'a.test.ts' }, [answered('x', '', { body: packBody(Buffer.from(text), type)! })])
  expect(fileOf(stream([{ jsonrpc: '2.0', id: 1 }]), 'text/event-stream')).not.toContain('"says"')
  expect(fileOf('{"choices":[{"message":{"content":"Hi"}}]}', 'application/json')).not.toContain('"says"')
  expect(fileOf(chat({ content: 'Hi' }), 'text/event-stream')).toContain('"says": ["Hi"],\n        "body": ')
})

test('a list of the pieces of a stream has a line for each, and so has the text of lines that are no JSON', () => {
  const piece = (text: string): object => ({ candidates: [{ content: { parts: [{ text }] } }] })
  const body = packBody(Buffer.from(JSON.stringify([piece('Good '), piece('day')])), 'application/json')!
  expect(serializeCassette({ file: 'a.test.ts' }, [answered('x', '', { body })])).toContain(`"says": ["Good day"],
        "body": {
          "json": [
            {"candidates":[{"content":{"parts":[{"text":"Good "}]}}]},
            {"candidates":[{"content":{"parts":[{"text":"day"}]}}]}
          ]
        }`)
})

test('`says` beside a body counts for nothing: the bytes are those of the body, and it is written anew', () => {
  const text = serializeCassette({ file: 'a.test.ts' }, [
    answered('x', '', { body: packBody(Buffer.from(chat({ content: 'Hi' })), 'text/event-stream')! }),
  ])
  const edited = text.replace('"says": ["Hi"]', '"says": ["Good day", { "calls": "leave", "with": {} }]')
  expect(edited).not.toBe(text)
  const { test: owner, interactions } = parseCassette(edited, 'a.json')
  expect(interactions[0]?.response).not.toHaveProperty('says')
  expect(serializeCassette(owner, interactions)).toBe(text)
})

test('the parts of any text are the text', () => {
  const piece = fc.constantFrom('a', ' ', '\n', '.', '!', '?', '"', ')', '1', 'é', '。', '…', 'word ', '  ', '\t', '*')
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1 }), (pieces) => {
      const text = pieces.join('')
      const parts = said(chat(...pieces.map((content) => ({ content }))))!.filter((part) => typeof part === 'string')
      expect(parts.join('')).toBe(text)
      expect(parts).not.toContain('')
    }),
    { numRuns: 1_000 },
  )
})

test('a long text is cut in time that grows with its length', () => {
  const body = packBody(
    Buffer.from(chat({ content: `${' '.repeat(50_000)}${'."'.repeat(50_000)}` })),
    'text/event-stream',
  )!
  expect(cpuTime(() => saidIn(body))).toBeLessThan(1_000)
})
