import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** Configuration of the Vitest that runs the matrix. Packages in this folder are for the projects of the cells. */
const vitest = dirname(createRequire(join(import.meta.dirname, '../../package.json')).resolve('vitest/package.json'))

export default defineConfig({
  resolve: { alias: [{ find: /^vitest$/, replacement: join(vitest, 'dist/index.js') }] },
  test: {
    root: import.meta.dirname,
    include: ['**/*.matrix.ts'],
    exclude: ['**/node_modules/**', '.tmp/**'],
    // Each section runs Vitest in its own processes, on all cores.
    fileParallelism: false,
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
})
