import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'

// Recording uses the server of examples/provider.ts, or the real providers when this is not set.
const upstream = process.env['EXAMPLE_PROVIDER']

export default defineConfig({
  plugins: [cassettes(upstream === undefined ? {} : { upstream: { '*': upstream } })],
})
