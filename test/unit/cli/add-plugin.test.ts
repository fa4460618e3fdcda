import { parseAst } from 'vitest/node'
import { expect, test } from 'vitest'
import { addPlugin } from '../../../src/cli/init/add-plugin.ts'
import type { Parse } from '../../../src/cli/init/syntax.ts'

const add = (text: string): string | undefined =>
  addPlugin(text, ((source: string) => parseAst(source, { lang: 'ts' })) as unknown as Parse)

const line = "import { cassettes } from 'vitest-cassette/plugin'\n"
const define = "import { defineConfig } from 'vitest/config'\n"

test.each<[title: string, text: string, changed: string]>([
  ['an object', 'export default {}\n', `${line}export default { plugins: [cassettes()] }\n`],
  [
    'a call',
    `${define}export default defineConfig({ test: { globals: true } })\n`,
    `${line}${define}export default defineConfig({ plugins: [cassettes()], test: { globals: true } })\n`,
  ],
  [
    'several lines, other quotes',
    `// the tests\n${define.replaceAll("'", '"').replace('\n', ';\n')}export default defineConfig({\n  test: {\n    globals: true,\n  },\n});\n`,
    `// the tests\nimport { cassettes } from "vitest-cassette/plugin";\n${define.replaceAll("'", '"').replace('\n', ';\n')}export default defineConfig({\n  plugins: [cassettes()],\n  test: {\n    globals: true,\n  },\n});\n`,
  ],
  [
    'plugins in one line',
    `${define}export default defineConfig({ plugins: [react()] })\n`,
    `${line}${define}export default defineConfig({ plugins: [react(), cassettes()] })\n`,
  ],
  [
    'plugins in several lines',
    `${define}export default defineConfig({\n  plugins: [\n    react(),\n    vue(),\n  ],\n})\n`,
    `${line}${define}export default defineConfig({\n  plugins: [\n    react(),\n    vue(),\n    cassettes(),\n  ],\n})\n`,
  ],
  [
    'no plugins yet, and a function',
    `${define}export default defineConfig(({ mode }) => ({ plugins: [], test: {} }))\n`,
    `${line}${define}export default defineConfig(({ mode }) => ({ plugins: [cassettes()], test: {} }))\n`,
  ],
  [
    'a function with a body',
    `${define}export default defineConfig(() => {\n  const env = load()\n  return {\n    test: { env },\n  }\n})\n`,
    `${line}${define}export default defineConfig(() => {\n  const env = load()\n  return {\n    plugins: [cassettes()],\n    test: { env },\n  }\n})\n`,
  ],
  [
    'a variable with a type',
    `${define}const config = { test: {} } satisfies object\nexport default config\n`,
    `${line}${define}const config = { plugins: [cassettes()], test: {} } satisfies object\nexport default config\n`,
  ],
])('the plugin is added to %s', (_title, text, changed) => {
  expect(add(text)).toBe(changed)
})

test.each<[title: string, text: string]>([
  ['several projects', 'export default { test: { projects: ["a", "b"] } }'],
  ['a merged configuration', 'export default mergeConfig(base, { test: {} })'],
  ['a spread object', 'export default { ...base, test: {} }'],
  ['plugins from elsewhere', 'export default { plugins: shared }'],
  ['a test section from elsewhere', 'export default { test }'],
  ['two results', 'export default defineConfig(() => { if (x) return { a }\n return { b } })'],
  ['CommonJS', 'module.exports = { test: {} }'],
  ['an imported configuration', "import config from './base'\nexport default config"],
  ['a broken text', 'export default {'],
])('%s is left to the user', (_title, text) => {
  expect(add(text)).toBeUndefined()
})
