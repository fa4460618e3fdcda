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
      engine: 'src/vitest/worker/engine.ts',
    },
  },
  // In one file of its own: every test file loads it, and pays for each file anew. What it shares with the others is
  // code, not state.
  { ...common, entry: { setup: 'src/vitest/worker/set-up-file.ts' }, clean: false },
])
