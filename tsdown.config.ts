import { defineConfig, type UserConfig } from 'tsdown'

const common: UserConfig = {
  platform: 'node',
  target: 'node22.12',
  dts: true,
  fixedExtension: false,
  deps: { neverBundle: [/^vitest/, /^msw/] },
}

export default defineConfig([
  {
    ...common,
    copy: ['src/providers/google-credentials.json'],
    entry: {
      index: 'src/index.ts',
      plugin: 'src/plugin.ts',
      msw: 'src/msw.ts',
      reporter: 'src/reporter.ts',
      diagnostics: 'src/diagnostics.ts',
      cli: 'src/cli/bin.ts',
      'guard-selection': 'src/cli/guard/selection-process.ts',
    },
  },
  // Each in one file of its own: test files load the first always, the second with their first request, and pay for each
  // file anew. What they share with the others is code, not state.
  { ...common, entry: { setup: 'src/vitest/worker/set-up-file.ts' }, clean: false },
  { ...common, entry: { engine: 'src/vitest/worker/engine.ts' }, clean: false },
])
