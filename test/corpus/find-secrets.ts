import type { Project } from '../support/project.ts'
import { credential } from './write-tests.ts'

/** Names of headers that identify the caller. */
const secretHeader =
  /^(?!access-control-).*(auth|cookie|api-?key|(access|auth|security|session)-?token|credential|secret|signature)/i

/** Places in the files of a project with content that must never be written, in words. */
export function findSecrets(project: Project): string[] {
  const files = [...project.files('__cassettes__'), ...project.files('.vitest-cassette')]
  return files.flatMap((file) => {
    const text = project.read(file)
    const names = file.endsWith('.json') ? headerNames(JSON.parse(text)) : []
    return [
      ...names.filter((name) => secretHeader.test(name)).map((name) => `${file} holds the header ${name}`),
      ...(text.includes(credential) ? [`${file} holds a credential that was sent`] : []),
    ]
  })
}

interface WithHeaders {
  readonly headers?: Readonly<Record<string, unknown>>
}

function headerNames({
  interactions = [],
}: {
  // The document of a run has no headers.
  interactions?: Array<{ request: WithHeaders; response?: WithHeaders }>
}): string[] {
  return interactions.flatMap(({ request, response }) => [
    ...Object.keys(request.headers ?? {}),
    ...Object.keys(response?.headers ?? {}),
  ])
}
