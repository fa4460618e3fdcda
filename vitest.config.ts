import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // They end what hangs. A test that takes seconds on an idle machine takes a minute on a busy one.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // No file here changes what others see, so they share a process, and load what they test once.
    isolate: false,
    // Most of them wait for runs of Vitest in a process of its own.
    maxWorkers: 3,
    projects: [
      // Without the plugin: tests start runs of their own, which take no rules from here.
      {
        extends: true,
        test: {
          name: 'tests',
          include: ['test/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'test/matrix/**', 'test/suites/**'],
        },
      },
      { extends: true, plugins: [cassettes()], test: { name: 'examples', include: ['examples/**/*.test.ts'] } },
    ],
  },
})
