// Records the cassettes of the examples again: node examples/record.ts
import { startProvider } from './provider.ts'
import { repository, runVitest } from './run-vitest.ts'

const provider = await startProvider()
const environment = { EXAMPLE_PROVIDER: provider.url, OPENAI_API_KEY: 'none-needed', ANTHROPIC_API_KEY: 'none-needed' }
const { exitCode, output } = await runVitest(
  repository,
  ['examples/', '--config', 'examples/vitest.config.ts', '--mode', 'refresh'],
  environment,
)
await provider.stop()
console.log(output)
process.exitCode = exitCode ?? 1
