import { expect, test } from 'vitest'
import { readHookInput } from '../../../src/guard/hook-input.ts'

const command = 'npx vitest run test/e2e'

test.each<[string, unknown, object | undefined]>([
  ['a command', { tool_name: 'Bash', tool_input: { command }, cwd: '/p' }, { command, cwd: '/p' }],
  ['cmd', { tool_input: { cmd: command, workdir: '/q' } }, { command, cwd: '/q' }],
  ['a list of words', { tool_input: { command: ['bash', '-lc', command] } }, { command: `bash -lc "${command}"` }],
  ['toolArgs as JSON', { toolName: 'bash', toolArgs: JSON.stringify({ command }), cwd: '/p' }, { command, cwd: '/p' }],
  ['toolArgs as an object', { toolArgs: { cmd: command } }, { command }],
  ['the call itself', { hook_event_name: 'beforeShellExecution', command, cwd: '/p' }, { command, cwd: '/p' }],
  ['another place', { tool_info: { command_line: command } }, { command }],
  ['an unknown shape that mentions Vitest', { steps: [{ shell: command }] }, { unknown: expect.any(String) }],
  ['an unknown input that mentions Vitest', { tool_input: { script: command } }, { unknown: expect.any(String) }],
  ['a command that is no text', { tool_input: { command: 5 } }, { unknown: 'its command is not a text' }],
  ['an unknown shape', { steps: [{ shell: 'ls' }] }, undefined],
  ['an edit of the configuration', { tool_input: { file_path: 'vitest.config.ts', new_string: 'x' } }, undefined],
  ['a search', { tool_input: { pattern: 'vitest' } }, undefined],
  ['no command', { tool_input: { command: null } }, undefined],
  ['null', null, undefined],
])('%s', (_, call, expected) => {
  expect(readHookInput(JSON.stringify(call))).toEqual(expected)
})

test('no input, and input that is not JSON', () => {
  expect(readHookInput(' \n')).toBeUndefined()
  expect(readHookInput('{"tool_input":')).toEqual({ unknown: 'the input is not JSON' })
})
