import * as errors from '../../src/errors/index.ts'

const page = {
  asked: {
    call: 'POST api.openai.com/v1/chat/completions',
    text: 'openai gpt-5-mini, 3 messages: "A table for four, please"',
  },
  cassette: '__cassettes__/test/agent.test.ts/books-a-table.json',
  interactions: 4,
  isRecorded: true,
  lane: 'main',
  mode: 'replay',
  modeSource: 'default',
  command: 'npx vitest run test/agent.test.ts -t "books a table"',
} as const

/** One error of every class, as docs/errors.md shows them. */
export const sampleErrors: readonly errors.CassetteError[] = [
  new errors.CassetteMissError({
    ...page,
    nearest: {
      position: 2,
      isPlayed: false,
      differences: [
        { path: 'messages[2].content', recorded: 'A table for two, please', asked: 'A table for four, please' },
      ],
    },
  }),
  new errors.CassetteExhaustedError({
    ...page,
    asked: { ...page.asked, text: 'openai gpt-5-mini, 1 message: "A table for two, please"' },
    recorded: 2,
    askedTimes: 3,
  }),
  new errors.CassetteUnusedError({
    cassette: page.cassette,
    total: 4,
    unused: [{ position: 4, call: 'POST api.openai.com/v1/embeddings', text: 'openai text-embedding-3-small' }],
    command: page.command,
  }),
  new errors.CassetteFormatError({ path: page.cassette, at: '', reason: 'it holds Git conflict markers' }),
  new errors.CassetteConfigError(
    'Unknown mode "recording" (CASSETTE_MODE). Did you mean "record"?\n\n  Valid: replay, record, refresh, off',
  ),
  new errors.CassetteContextError({ call: page.asked.call, test: 'books a table' }),
  new errors.CassetteRecordingError({
    cassette: page.cassette,
    failed: [{ call: page.asked.call, outcome: 'answered 429' }],
  }),
  new errors.CassetteWriteError({
    path: page.cassette,
    reason: "EACCES: permission denied, open '__cassettes__/test/agent.test.ts/.6f0c.tmp'",
    journal: '.vitest-cassette/journals/test/agent.test.ts/books-a-table.4711-9f3a01bc.jsonl',
  }),
]
