// The scripted model that the OpenAI Agents SDK publishes for tests.
import { Agent, Runner, tool } from '@openai/agents-core'
import { assistantMessage, functionCall, modelError, ScriptedModel } from '@openai/agents-core/testing'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'

const runner = new Runner({ tracingDisabled: true })

test('a scripted model requests a tool and answers', async () => {
  const execute = vi.fn(async ({ number }: { number: string }) => `order ${number}`)
  const lookUp = tool({
    name: 'look_up',
    description: 'Looks an order up',
    parameters: z.object({ number: z.string() }),
    execute,
  })
  const model = new ScriptedModel([
    [functionCall('look_up', { number: '4711' }, { callId: '1' })],
    [assistantMessage('It is on its way.')],
  ])
  const agent = new Agent({ name: 'support', instructions: 'Help.', model, tools: [lookUp] })
  const { finalOutput } = await runner.run(agent, 'Where is my order 4711?')
  expect(finalOutput).toBe('It is on its way.')
  expect(execute).toHaveBeenCalledOnce()
  expect(model.calls).toHaveLength(2)
})

test('a scripted model fails', async () => {
  const agent = new Agent({ name: 'support', model: new ScriptedModel([modelError(new Error('no answer'))]) })
  await expect(runner.run(agent, 'Hello')).rejects.toThrow('no answer')
})
