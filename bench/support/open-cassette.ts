import { join } from 'node:path'
import type { Mode } from '../../src/core/mode.ts'
import { plainMatching } from '../../src/network/matching.ts'
import { keyOf } from '../../src/network/match-rules.ts'
import { OpenCassette } from '../../src/store/open-cassette.ts'

/** Opens a cassette of a folder as a running test does. */
export function openCassette(root: string, name: string, mode: Exclude<Mode, 'off'>): OpenCassette {
  return new OpenCassette({
    root,
    path: join(root, `${name}.json`),
    journals: join(root, '.vitest-cassette/journals'),
    kept: join(root, '.vitest-cassette/runs'),
    owner: { file: 'bench.test.ts', name },
    mode,
    keyOf: (request) => keyOf(request, plainMatching),
    callOf: ({ url }) => url,
    keepFailures: false,
  })
}
