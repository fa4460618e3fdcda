import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

/**
 * Tests of this package. They run without the plugin: they start runs of their own, which take no rules from here.
 *
 * @param include globs of their files.
 */
function own(name: string, include: string[], exclude: string[] = []): TestProjectInlineConfiguration {
  return { extends: true, test: { name, include, exclude: ['**/node_modules/**', ...exclude] } }
}

export default defineConfig({
  test: {
    // They end what hangs. A test that takes a minute on an idle machine takes several on a busy one.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // No file here changes what others see, so they share a process, and load what they test once.
    isolate: false,
    // Most of them wait for runs of Vitest in a process of its own.
    maxWorkers: 3,
    projects: [
      own('tests', ['test/**/*.test.ts'], ['test/long/**', 'test/pages/**', 'test/matrix/**', 'test/suites/**']),
      own('long', ['test/long/*.test.ts']),
      own('pages', ['test/pages/*.test.ts']),
      { extends: true, plugins: [cassettes()], test: { name: 'examples', include: ['examples/**/*.test.ts'] } },
    ],
  },
})
