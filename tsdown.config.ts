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
  // Each chunk is one more file to read for every test file: what the setup file shares with the others is one.
  outputOptions: {
    codeSplitting: {
      groups: [
        {
          name: 'shared',
          priority: 1,
          test: /src\/(errors\/cassette-error|core\/(mode|report)|providers\/(?!describe-request|usage)|store\/paths|stream\/clock|network\/runtime|vitest\/settings-key)(?!.*\.d\.ts$)/,
        },
        // Apart from the setup file, which Vitest transforms.
        { name: 'worker', test: /src\/vitest\/worker\/set-up-file\.ts$/ },
      ],
    },
  },
  deps: { neverBundle: [/^vitest/, /^msw/] },
})
