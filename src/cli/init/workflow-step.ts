import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Step } from './init-step.ts'

/** How a package manager installs exactly what its lock file says, and runs a command. */
const managers = [
  {
    lock: 'pnpm-lock.yaml',
    before: ['uses: pnpm/action-setup@v4'],
    install: 'pnpm install --frozen-lockfile',
    run: 'pnpm exec',
  },
  { lock: 'yarn.lock', before: [], install: 'yarn install --frozen-lockfile', run: 'yarn' },
  { lock: 'package-lock.json', before: [], install: 'npm ci', run: 'npx' },
] as const

/** A workflow of GitHub that checks the cassettes and replays the tests. */
export const workflow: Step = (folder) => {
  const workflows = join(folder, '.github/workflows')
  const texts = existsSync(workflows)
    ? readdirSync(workflows)
        .filter((name) => /\.ya?ml$/.test(name))
        .map((name) => readFileSync(join(workflows, name), 'utf8'))
    : []
  if (texts.some((text) => text.includes('vitest-cassette'))) return undefined
  const manager = managers.find(({ lock }) => existsSync(join(folder, lock)))
  // The workflow stands at the top of a repository, and another service has its own.
  if (texts.length === 0 && manager !== undefined && existsSync(join(folder, '.git')) && !hasOtherService(folder))
    return { path: join(workflows, 'test.yml'), why: 'a replay in CI needs no key', after: workflowText(manager) }
  return {
    advice: [
      'A replay in CI needs no key. Before your tests run there, check the cassettes:',
      `    ${manager?.run ?? 'npx'} vitest-cassette check`,
    ],
  }
}

const otherServices = ['.gitlab-ci.yml', '.circleci', 'azure-pipelines.yml', 'Jenkinsfile', 'bitbucket-pipelines.yml']

function hasOtherService(folder: string): boolean {
  return otherServices.some((name) => existsSync(join(folder, name)))
}

function workflowText({ before, install, run }: (typeof managers)[number]): string {
  const steps = [
    'uses: actions/checkout@v5',
    ...before,
    'uses: actions/setup-node@v5\n        with: { node-version: 24 }',
    `run: ${install}`,
    `run: ${run} vitest-cassette check`,
    `run: ${run} vitest run`,
  ]
  return `name: test
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
${steps.map((step) => `      - ${step}\n`).join('')}`
}
