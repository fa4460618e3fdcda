// A suite with fake timers around retries and time limits.
import OpenAI from 'openai'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { completion } from './completion.ts'

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-01-01T00:00:00Z') }))
afterEach(() => void vi.useRealTimers())

test('a retry waits on the fake clock', async () => {
  const own = vi
    .fn<typeof fetch>()
    .mockResolvedValueOnce(Response.json({ error: {} }, { status: 503 }))
    .mockResolvedValueOnce(Response.json(completion('later')))
  const openai = new OpenAI({ apiKey: 'none', fetch: own, maxRetries: 2 })
  const asked = openai.chat.completions.create({ model: 'gpt-5-mini', messages: [{ role: 'user', content: 'Hello' }] })
  await vi.advanceTimersByTimeAsync(20_000)
  expect((await asked).choices[0]?.message.content).toBe('later')
  expect(own).toHaveBeenCalledTimes(2)
})

test('the time is the fake one, and timers do not run by themselves', async () => {
  expect(new Date().toISOString()).toBe('2026-01-01T00:00:00.000Z')
  const called = vi.fn()
  setTimeout(called, 1_000)
  await Promise.resolve()
  expect(called).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1_000)
  expect(called).toHaveBeenCalledOnce()
  expect(vi.getTimerCount()).toBe(0)
})
