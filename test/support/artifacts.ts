import { diagnosticsSchema } from '../../src/diagnostics/diagnostics-schema.ts'
import type { Diagnostics } from '../../src/diagnostics/diagnose.ts'
import type { Project } from './project.ts'

/** For child projects: a reporter that writes the diagnostics of every test to a file, as one of the user's own would. */
export const artifactsReporter: Readonly<Record<string, string>> = {
  'reporter.js': `
import { writeFileSync } from 'node:fs'
export default class {
  onTestRunEnd(modules) {
    const found = modules.flatMap((module) => [...module.children.allTests()]).flatMap((test) =>
      test.artifacts().filter(({ type }) => type === 'vitest-cassette:diagnostics').map((artifact) => [test.name, artifact]))
    writeFileSync('artifacts.json', JSON.stringify(found))
  }
}
`,
}

/** The diagnostics of the last run of a project, by name of the test; of several for one test, the last. */
export function diagnosticsIn(project: Project): Readonly<Record<string, Diagnostics>> {
  const found = project.json('artifacts.json') as Array<[string, { diagnostics: unknown }]>
  return Object.fromEntries(found.map(([name, { diagnostics }]) => [name, diagnosticsSchema.parse(diagnostics)]))
}
