import { cpSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { Project } from '../support/project.ts'
import { repository } from '../support/run.ts'

const first = `
import { test } from 'vitest'
import { HttpRequestInterceptor } from 'other/lib/node/interceptors/http/index.js'

test('the other copy is first', async () => {
  new HttpRequestInterceptor().apply()
  await fetch('https://status.invalid/').catch(() => {})
})
`

const second = `
import { test } from 'vitest'

test('the other copy is second', async () => {
  await fetch('https://status.invalid/').catch(() => {})
  const { HttpRequestInterceptor } = await import('other/lib/node/interceptors/http/index.js')
  new HttpRequestInterceptor().apply()
})
`

test("two copies of MSW's interceptors in one process are refused, whichever is first", async () => {
  const project = new Project({ 'first.test.js': first, 'second.test.js': second }, { test: { isolate: true } })
  // As a package has it that brings its own, or Vitest when it inlines MSW.
  const copy = resolve(repository, 'node_modules/@mswjs/interceptors')
  cpSync(resolve(copy, 'lib'), project.path('node_modules/other/lib'), { recursive: true })
  project.write('node_modules/other/package.json', '{ "type": "module" }')
  const run = await project.vitest()
  for (const name of ['the other copy is first', 'the other copy is second'])
    expect(run.tests[name]?.errors.join(), run.output).toContain(
      'CassetteConfigError: Two copies of @mswjs/interceptors are used in one process',
    )
})
