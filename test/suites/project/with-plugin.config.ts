import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
import { projects } from './projects.ts'

export default defineConfig({ test: { projects: projects(() => [cassettes()]) } })
