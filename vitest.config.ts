import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Tests start runs of their own, which are to be offline, or not, as each says.
  plugins: [cassettes({ offline: false })],
  test: {
    include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // No file here changes what others see, so they share a process, and load what they test once.
    isolate: false,
    // Most of them wait for runs of Vitest in a process of its own.
    maxWorkers: 3,
  },
})
