import { randomUUID } from 'node:crypto'

/** Variables of CI services for the run, and for its attempt or job. */
const services: ReadonlyArray<readonly string[]> = [
  ['GITHUB_RUN_ID', 'GITHUB_RUN_ATTEMPT', 'GITHUB_JOB'],
  ['CI_JOB_ID'],
  ['CIRCLE_WORKFLOW_JOB_ID'],
  ['BUILDKITE_JOB_ID'],
  ['BITBUCKET_BUILD_NUMBER'],
  ['TRAVIS_JOB_ID'],
  ['BUILD_BUILDID'],
  ['BUILD_TAG'],
]

/** Longest id, in characters. */
const longest = 80

/** Names that Windows reserves for devices. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i

/**
 * The id of this run, safe as the name of a folder: `CASSETTE_RUN_ID`; else the id of the CI service with a random part,
 * because one job may run Vitest several times; else a UUID.
 */
export function runId(environment: Readonly<Record<string, string | undefined>>): string {
  const own = safe(environment['CASSETTE_RUN_ID'] ?? '', longest)
  if (own !== '') return own
  const names = services.find(([name = '']) => environment[name])
  const service = safe((names ?? []).flatMap((name) => environment[name] || []).join('-'), longest - 9)
  return service === '' ? randomUUID() : `${service}-${randomUUID().slice(0, 8)}`
}

function safe(text: string, length: number): string {
  const name = text
    .replaceAll(/[^\w.-]+/g, '-')
    .replaceAll(/\.{2,}/g, '.')
    .slice(0, length)
    .replaceAll(/^[-.]+|[-.]+$/g, '')
  return reserved.test(name) ? `run-${name}` : name
}
