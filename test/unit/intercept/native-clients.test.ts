import { expect, onTestFinished, test } from 'vitest'
import { nativeClientOf, onNativeAddon } from '../../../src/intercept/processes/native-clients.ts'

test.each([
  ['claude', 'claude'],
  ['/home/me/.local/bin/claude -p hello', 'claude'],
  ['C:\\Tools\\codex.exe', 'codex'],
  ['codex.cmd exec', 'codex'],
  ['claude-code', undefined],
  ['node', undefined],
  ['echo claude', undefined],
  ['/bin/bash -lc claude -p hello', 'claude'],
  ['curl -s https://api.openai.com/v1/models', 'curl'],
  ["/bin/sh -c curl 'https://api.openai.com/v1/models'", 'curl'],
  ['curl http://localhost:3000', undefined],
  ['git clone https://api.openai.com/', undefined],
  ['python3.12 -m my_mcp_server', 'python3.12'],
  ['uvx mcp-server-time', 'uvx'],
  ['bun run server.ts', 'bun'],
  ['pythonic', undefined],
  ['env -i node server.js', 'env -i node'],
  ['env node server.js', undefined],
  ['/bin/sh -c cd app && python main.py', 'python'],
  ['/bin/sh -c npm run build; PYTHONPATH=. exec uv run main.py', 'uv'],
  ['/bin/sh -c TOKEN=x env DEBUG=1 ruby main.rb | tee log', 'ruby'],
  ['/bin/sh -c cd app && env -i node server.js', 'env -i node'],
  ["/bin/sh -c echo 'a && python b'; ls", undefined],
  ['/bin/sh -c PYTHON=/usr/bin/python3 npm test', undefined],
  ['git commit -m tests && python', undefined],
  ['timeout 5 curl https://api.openai.com/v1/models', 'curl'],
  ['sh -c (curl -s https://api.openai.com/v1/models)', 'curl'],
  ['sh -c MODELS=$(curl -s https://api.openai.com/v1/models)', 'curl'],
  ['sh -c if curl -s https://api.openai.com/v1/models; then ls; fi', 'curl'],
  ['sh -c for i in 1 2; do nice -n 5 python3 main.py; done', 'python3'],
  ["sh -c cd app && bash -lc 'python3 main.py'", 'python3'],
  ['bash -euo pipefail -c cd app && python3 main.py', 'python3'],
  ['sh -c cd app && timeout 5 python3 -c "print(1)"', 'python3'],
  ['curl -s api.openai.com/v1/models', 'curl'],
  ['wget -q "HTTPS://api.openai.com/v1/models"', 'wget'],
  ['curl -X POST localhost:3000/v1/models', undefined],
])('a command that starts a native client is known by its file: %s', (command, client) => {
  expect(nativeClientOf(command, ({ hostname }) => hostname === 'api.openai.com')).toBe(client)
})

test('a package with native code is known by the place of that code', () => {
  const { dlopen } = process
  onTestFinished(() => void (process.dlopen = dlopen))
  const found: string[] = []
  onNativeAddon((client) => found.push(client))
  const load = (path: string) => (): void => process.dlopen({ exports: {} }, path)
  expect(load('/app/node_modules/@boundaryml/baml-linux-x64-gnu/baml.linux-x64-gnu.node')).toThrow()
  expect(load('/app/node_modules/better-sqlite3/build/Release/better_sqlite3.node')).toThrow()
  expect(found).toEqual(['@boundaryml/baml'])
})
