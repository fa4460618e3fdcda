import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Price } from '../cassette/cost.ts'
import { CassetteConfigError } from '../errors/cassette-config-error.ts'
import type { CassetteDocument } from '../format/document.ts'
import { readWholeCassette } from '../store/cassette-file.ts'
import { listCassettes } from '../store/list-cassettes.ts'
import { shownPath } from '../store/paths.ts'
import { projectSettings } from './project-settings.ts'

/** A cassette that a command shows. */
export interface FoundCassette {
  /** Absolute path. */
  readonly path: string
  /** Path for people. */
  readonly shown: string
  readonly document: CassetteDocument
  readonly prices: Readonly<Record<string, Price>> | undefined
}

/** Most tests that an error names. */
const most = 10

/**
 * The cassettes of a test: named by the path of the cassette, by the test file, or by a part of the test's name. A path to a
 * file needs no project.
 *
 * @param name without one, all cassettes of the project.
 * @throws CassetteConfigError when the project has no such cassette, and CassetteFormatError when one cannot be read.
 */
export async function findCassettes(name: string | undefined, cwd: string): Promise<FoundCassette[]> {
  if (name?.endsWith('.json') && isFile(resolve(cwd, name))) return read(resolve(cwd, name), name, undefined)
  const all = (await projectSettings(cwd)).flatMap(({ root, dir, prices }) =>
    listCassettes({ root, dir }).flatMap((path) => read(path, shownPath(root, path), prices)),
  )
  if (name === undefined) return all
  const exact = all.filter(({ document: { test }, shown }) =>
    [test.file, test.name, titleOf(test), shown].includes(name),
  )
  const found = exact.length > 0 ? exact : all.filter(({ document: { test } }) => titleOf(test).includes(name))
  if (found.length === 0) throw new CassetteConfigError(nothingFound(name, all))
  return found
}

/** File and name of a test, as pages show it. */
export function titleOf({ file, name }: CassetteDocument['test']): string {
  return name === undefined ? file : `${file} > ${name}`
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}

function read(path: string, shown: string, prices: FoundCassette['prices']): FoundCassette[] {
  const document = readWholeCassette(path, shown)
  return document === undefined ? [] : [{ path, shown, document, prices }]
}

function nothingFound(name: string, all: readonly FoundCassette[]): string {
  if (all.length === 0) return 'This project has no cassettes.\n\n  Record them: npx vitest run --mode record'
  const names = all.slice(0, most).map(({ document: { test } }) => `    ${titleOf(test)}`)
  const more = all.length > most ? [`    and ${all.length - most} more: npx vitest-cassette list`] : []
  return `No cassette is of a test named "${name}".\n\n  There are:\n${[...names, ...more].join('\n')}`
}
