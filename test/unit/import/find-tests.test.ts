import { expect, test } from 'vitest'
import { findTests, isNamed, testsNamed } from '../../../src/import/find-tests.ts'

const tests = [
  { file: 'test/chat.test.ts', titles: ['says hello'] },
  { file: 'test/chat.test.ts', titles: ['agent', 'uses a tool'] },
  { file: 'test/other.spec.ts', titles: ['agent', 'uses a tool'] },
  { file: 'test/other.spec.ts', titles: ['Test OpenAI instrumentation', 'should set attributes'] },
]

test.each([
  ['cassettes/test_says_hello.yaml', undefined, [0]],
  ['cassettes/TestChat.test_says_hello.yaml', undefined, [0]],
  ['cassettes/test_chat/TestAgent.test_uses_a_tool.yaml', undefined, [1]],
  ['recordings/should-set_1484001317/recording.har', 'Test OpenAI instrumentation/should set attributes', [3]],
  ['data/other_agent_uses_a_tool.har', undefined, [2]],
  ['snapshots/chat.test.ts/says-hello/api.openai.com/v1/0.json', undefined, [0]],
  ['cassettes/uses_a_tool.yaml', undefined, [1, 2]],
  ['cassettes/unknown.yaml', undefined, []],
])('%s (%s)', (path, name, expected) => {
  expect(findTests({ path, name }, tests)).toEqual(expected.map((index) => tests[index]))
})

test('a user names a test by its title, its titles, or its file and titles', () => {
  expect(testsNamed('says hello', tests)).toEqual([tests[0]])
  expect(testsNamed('agent > uses a tool', tests)).toEqual([tests[1], tests[2]])
  expect(testsNamed('test/other.spec.ts > agent > uses a tool', tests)).toEqual([tests[2]])
})

test('a user names a recording by its path, a folder, its file or its recorded name', () => {
  const recording = { path: 'cassettes/chat/hello.yaml', name: 'says hello' }
  for (const text of ['cassettes/chat/hello.yaml', 'cassettes', 'cassettes/chat/', 'hello.yaml', 'hello', 'says hello'])
    expect(isNamed(text, recording), text).toBe(true)
  expect(isNamed('cass', recording)).toBe(false)
})
