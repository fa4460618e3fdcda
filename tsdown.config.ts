import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    plugin: 'src/plugin.ts',
    msw: 'src/msw.ts',
    setup: 'src/vitest/worker/setup.ts',
    reporter: 'src/reporter.ts',
    engine: 'src/vitest/worker/engine.ts',
  },
  platform: 'node',
  target: 'node22.12',
  dts: true,
  fixedExtension: false,
  deps: { neverBundle: [/^vitest/, /^msw/] },
})
