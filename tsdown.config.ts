import { defineConfig, type UserConfig } from 'tsdown'
import { cassetteJsonSchema } from './scripts/cassette-json-schema.ts'

/** A file with a character that is not Latin takes Node twice the memory and three times the time to read. */
const inAscii = {
  name: 'in-ascii',
  generateBundle(_options: unknown, bundle: Record<string, { code?: string }>) {
    for (const [file, chunk] of Object.entries(bundle))
      if (/\.c?js$/.test(file) && chunk.code !== undefined) chunk.code = chunk.code.replaceAll(/[^\0-\x7f]/g, escaped)
  },
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** The JSON Schema of cassettes, which editors read from the installed package. */
const jsonSchema = {
  name: 'json-schema',
  generateBundle(this: { emitFile(file: object): unknown }) {
    this.emitFile({ type: 'asset', fileName: 'cassette.schema.json', source: cassetteJsonSchema() })
  },
}

const common: UserConfig = {
  platform: 'node',
  target: 'node22.12',
  dts: false,
  plugins: [inAscii],
  // What users download. Names of classes stay, because they are the names of errors.
  minify: { compress: true, mangle: { keepNames: { class: true, function: false } } },
  fixedExtension: false,
  deps: { neverBundle: [/^vitest/, /^msw/] },
  checks: { bundlerTimings: false },
  // The source has them, and the declarations for editors.
  outputOptions: { comments: false },
}

export default defineConfig([
  // The declarations of all entries together, so that nobody downloads a type twice.
  {
    ...common,
    entry: {
      index: 'src/index.ts',
      msw: 'src/msw.ts',
      diagnostics: 'src/diagnostics.ts',
      'guard-selection': 'src/guard/run/selection-process.ts',
      plugin: 'src/plugin.ts',
      reporter: 'src/reporter.ts',
      html: 'src/html.ts',
    },
    dts: { emitDtsOnly: true },
  },
  {
    ...common,
    clean: false,
    plugins: [inAscii, jsonSchema],
    copy: ['src/providers/google-credentials.json'],
    entry: {
      index: 'src/index.ts',
      msw: 'src/msw.ts',
      diagnostics: 'src/diagnostics.ts',
      'guard-selection': 'src/guard/run/selection-process.ts',
    },
  },
  // Each in few files of its own, for every file costs: every run loads the first, every test file the second, and with
  // its first request the third. What they share with the others is code, not state.
  {
    ...common,
    entry: { plugin: 'src/plugin.ts', reporter: 'src/reporter.ts', html: 'src/html.ts' },
    clean: false,
    outputOptions: { comments: false, codeSplitting: { groups: [{ name: 'main-process', minShareCount: 3 }] } },
  },
  // Only the plugin knows these two.
  { ...common, entry: { start: 'src/vitest/worker/set-up/start.ts' }, clean: false },
  {
    ...common,
    entry: { setup: 'src/vitest/worker/setup.ts' },
    clean: false,
    format: 'cjs',
    checks: { ...common.checks, legacyCjs: false },
  },
  // For every Node that a test may start, however old.
  {
    ...common,
    entry: { 'child-process-entry': 'src/intercept/processes/child-process-entry.ts' },
    clean: false,
    format: 'cjs',
    checks: { ...common.checks, legacyCjs: false },
    target: 'node18',
  },
  {
    ...common,
    entry: {
      'first-request': 'src/vitest/worker/first-request.ts',
      // The pages of tests: loaded for a failed test, and by the command.
      pages: 'src/show/pages.ts',
      cli: 'src/cli/bin.ts',
      'check-thread': 'src/cli/check/check-thread.ts',
    },
    clean: false,
    // Scripts: for these V8 can keep what it has compiled, and the VM pools of Vitest load no ES module.
    format: 'cjs',
    checks: { ...common.checks, legacyCjs: false },
    inputOptions: { preserveEntrySignatures: 'allow-extension' },
    outputOptions: {
      comments: false,
      chunkFileNames: '[name].cjs',
      // A first request loads one file. It also holds the code that others share with it, so that nobody downloads this twice.
      codeSplitting: { groups: [{ name: 'first-request', test: /first-request\.ts$/ }] },
    },
  },
])
