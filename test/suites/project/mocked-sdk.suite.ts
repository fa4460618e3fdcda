// A suite that replaces an SDK with vi.mock.
import Anthropic from '@anthropic-ai/sdk'
import { beforeEach, expect, test, vi } from 'vitest'

const create = vi.hoisted(() => vi.fn())
vi.mock('@anthropic-ai/sdk', () => ({
  default: class {
    messages = { create }
  },
}))
beforeEach(() => void create.mockReset())

test('the mock answers', async () => {
  create.mockResolvedValue({ content: [{ type: 'text', text: 'mocked' }] })
  const client = new Anthropic()
  expect(await client.messages.create({ model: 'claude-sonnet-5', max_tokens: 9, messages: [] })).toEqual({
    content: [{ type: 'text', text: 'mocked' }],
  })
  expect(create).toHaveBeenCalledExactlyOnceWith({ model: 'claude-sonnet-5', max_tokens: 9, messages: [] })
})

test('the mock fails', async () => {
  create.mockRejectedValue(new Error('no key'))
  await expect(new Anthropic().messages.create({ model: 'x', max_tokens: 9, messages: [] })).rejects.toThrow('no key')
})

test('a spy of fetch answers', async () => {
  const spy = vi.spyOn(globalThis, 'fetch').mockResolvedValue(Response.json({ spied: true }))
  expect(await (await fetch('https://api.anthropic.com/v1/messages', { method: 'POST', body: '{}' })).json()).toEqual({
    spied: true,
  })
  expect(spy).toHaveBeenCalledOnce()
  spy.mockRestore()
})

test('a stubbed fetch answers', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ stubbed: true }))
  expect(await (await fetch('https://api.anthropic.com/v1/models')).json()).toEqual({ stubbed: true })
  vi.unstubAllGlobals()
})
