import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import type { AskedRequest } from '../../import/recorded-answers.ts'

/** The server of aimock, as far as it is used here. */
interface Aimock {
  addFixturesFromJSON(fixtures: readonly unknown[]): unknown
  start(): Promise<string>
}

/** Asks aimock for the answer to a request. */
export type AskAimock = (asked: AskedRequest) => Promise<Response>

/**
 * Starts the aimock of a project with the fixtures of an import. Only aimock knows which rule answers a request.
 *
 * @throws CassetteConfigError when the project has no aimock, or aimock refuses the fixtures.
 */
export async function startAimock(cwd: string, fixtures: readonly unknown[]): Promise<AskAimock> {
  const aimock = await loadAimock(cwd)
  try {
    aimock.addFixturesFromJSON(fixtures)
  } catch (error) {
    throw new CassetteConfigError(`aimock refuses the fixtures: ${(error as Error).message}`)
  }
  const address = await aimock.start()
  return ({ test, method, url, body }) =>
    fetch(new URL(`${url.pathname}${url.search}`, address), {
      method,
      // aimock counts the answers of each test on its own.
      headers: { 'content-type': 'application/json', 'x-test-id': encodeURIComponent(test ?? '') },
      ...(body !== '' && { body }),
    })
}

async function loadAimock(cwd: string): Promise<Aimock> {
  const name = '@copilotkit/aimock'
  let path: string
  try {
    path = createRequire(join(cwd, 'package.json')).resolve(name)
  } catch {
    throw new CassetteConfigError(
      `The fixtures of aimock need aimock itself, and it is not installed here.\n\n  Install it: npm i -D ${name}`,
    )
  }
  const { LLMock } = (await import(pathToFileURL(path).href)) as {
    LLMock: new (options: { readonly port: number; readonly logLevel: 'silent' }) => Aimock
  }
  return new LLMock({ port: 0, logLevel: 'silent' })
}
