import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'

// While recording, the provider that examples/provider.ts plays; the real ones when it is not set.
const upstream = process.env['EXAMPLE_PROVIDER']

export default defineConfig({
  plugins: [cassettes(upstream === undefined ? {} : { upstream: { '*': upstream } })],
})
