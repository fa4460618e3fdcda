import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { denialText } from '../../../src/guard/judge.ts'
import { findRuns } from '../../../src/guard/shell/find-runs.ts'
import type { Unknown, VitestRun } from '../../../src/guard/shell/vitest-run.ts'
import { denialOf, disk } from './repository.ts'

const isRun = (found: VitestRun | Unknown): found is VitestRun => 'args' in found

describe('allowed', () => {
  test.each([
    'npx vitest run test/unit',
    'git commit -m "run vitest test/e2e"',
    'ALLOW_E2E_TESTS=1 vitest run test/e2e',
    'env ALLOW_E2E_TESTS=1 npx vitest run',
    'cross-env ALLOW_E2E_TESTS=1 vitest run',
    'export ALLOW_E2E_TESTS=1; vitest run',
    'export ALLOW_E2E_TESTS=1 && cd packages && vitest run',
    'ALLOW_E2E_TESTS=1; export ALLOW_E2E_TESTS; vitest run',
    'ALLOW_E2E_TESTS=1 npm run e2e',
    "ALLOW_E2E_TESTS=1 bash -c 'vitest run test/e2e'",
    'npm run e2e:approved',
    'npm test',
    'npm run lint',
    'npm run missing',
    'vitest list',
    'vitest list test/e2e',
    'npx vitest --version',
    'npx vitest -v test/e2e',
    'vitest run test/e2e --help',
    'vitest bench test/unit',
    'cat <<EOF\nvitest run test/e2e\nEOF',
    "cat <<'EOF' > notes.md\n$(vitest run)\nEOF",
    'echo "vitest run"',
    "grep -rn 'vitest run' docs",
    'echo "$(git log -1)"',
    'npm install vitest',
    'which vitest; command -v vitest',
    'bun test',
    'vitest run test/unit/*',
    'F=test/unit; vitest run $F',
    'X="test/unit -t two"; vitest run $X',
    '$EDITOR notes.md',
    '# vitest run',
    '',
  ])('%s', (command) => {
    expect(denialOf(command)).toBeUndefined()
  })
})

describe('denied', () => {
  test.each([
    'npx vitest run test/e2e',
    'vitest run',
    'vitest',
    'npm run e2e',
    'npm run all',
    'npm run build',
    'npm run both',
    'run-s "test -- --mode record"',
    "run-p 'ci:*'",
    'pnpm vitest run test/e2e',
    'pnpm e2e',
    'yarn e2e',
    'yarn vitest',
    'bun run e2e',
    'bunx --bun vitest run',
    'npx -y vitest@latest run test/e2e',
    'npm exec -- vitest run test/e2e',
    "npx -c 'vitest run'",
    'npm test -- test/e2e',
    'npm test test/e2e',
    'pnpm -r test',
    'npm test --workspaces',
    'turbo run e2e',
    'bash -c "vitest run test/e2e"',
    'bash -euo pipefail -lc "vitest run test/e2e"',
    'bash <<EOF\nvitest run\nEOF',
    'bash <<< "vitest run"',
    'echo "vitest run" | bash',
    'eval "vitest run test/e2e"',
    "trap 'vitest run' EXIT",
    '(cd . && vitest run)',
    '{ vitest run; }',
    'f() { vitest run; }; f',
    'if true; then vitest run; fi',
    'for x in 1 2; do vitest run; done',
    'echo $(vitest run)',
    'echo "`vitest run`"',
    'cat <(vitest run)',
    'cat <<EOF\n$(vitest run)\nEOF',
    'sleep 1 & vitest run &',
    'true\nvitest run',
    'vitest run | tee log',
    'time vitest run',
    'timeout 60 vitest run',
    'nohup nice -n 5 vitest run',
    'sudo -u me vitest run',
    'env -i PATH=$PATH vitest run',
    './node_modules/.bin/vitest run',
    'node --no-warnings node_modules/vitest/vitest.mjs run',
    '"vi"test run',
    'V=vitest; $V run',
    'find . -name "*.ts" -exec vitest run {} \\;',
    'git diff --name-only | xargs vitest related',
    'concurrently "npm:e2e" "tsc -w"',
    'vitest run test/unit && vitest run test/e2e',
    // A sub-command runs also with `--version`.
    'vitest run test/e2e -v',
    'vitest run test/e2e --version',
    'vitest --version run test/e2e',
    'vitest run test/unit --mode record -v',
    // Approval of another command, or of none.
    'ALLOW_E2E_TESTS=1 true && vitest run test/e2e',
    'ALLOW_E2E_TESTS=1; vitest run',
    'echo ALLOW_E2E_TESTS=1; vitest run',
    'vitest run test/e2e ALLOW_E2E_TESTS=1',
    'ALLOW_E2E_TESTS=true vitest run test/e2e',
    'ALLOW_E2E_TESTS=1 ALLOW_E2E_TESTS=0 vitest run',
    'export ALLOW_E2E_TESTS=1; unset ALLOW_E2E_TESTS; vitest run',
    'export ALLOW_E2E_TESTS=1; ALLOW_E2E_TESTS=0 vitest run',
    'export -n ALLOW_E2E_TESTS=1; vitest run',
    '(export ALLOW_E2E_TESTS=1); vitest run',
    'export ALLOW_E2E_TESTS=1 & vitest run',
    'export ALLOW_E2E_TESTS=1 | vitest run',
    'false && export ALLOW_E2E_TESTS=1; vitest run',
    'if false; then export ALLOW_E2E_TESTS=1; fi; vitest run',
    'ALLOW_E2E_TESTS=1 env -u ALLOW_E2E_TESTS vitest run',
    'ALLOW_E2E_TESTS=1 env -i vitest run',
    'vitest run; export ALLOW_E2E_TESTS=1',
    'ALLOW_E2E_TESTS=1 vitest run test/e2e; vitest run test/e2e',
    'ALLOW_E2E_TESTS=1 npm run lint; npm run e2e',
    // Live.
    'vitest run test/unit --mode record',
    'CASSETTE_MODE=refresh vitest run test/unit',
    'CASSETTE_MODE=off vitest run test/unit',
    'export CASSETTE_MODE=record; npm test',
    'npm test -- --mode record',
    // Not known.
    '((vitest run))',
    'echo $((vitest run))',
    'vitest run "$FILES"',
    'vitest run $(git diff --name-only)',
    'cd "$SOMEWHERE" && vitest run test/unit',
    'CASSETTE_MODE=$MODE vitest run test/unit',
    '$RUNNER vitest run test/unit',
    'bash -c "$SCRIPT"',
    'eval "$CMD"',
    'eval "$(rev <<< $CMD)" # vitest',
    'npm run loop',
    'vitest run "test/unit',
    'vitest run test/unit && && true',
    'echo $(vitest run test/unit; if)',
  ])('%s', (command) => {
    const denial = denialOf(command)
    expect(denial).toBeDefined()
    expect(denial && denialText(denial)).toMatch(/Approval comes from the user, for that one command\./)
  })
})

test('a run has its folder, its words and the variables of the command', () => {
  const found = findRuns('cd packages/app && A=1 B="x y" npx vitest run -t "two words" --dir=src', '/repo', disk)
  expect(found).toEqual([
    {
      folder: '/repo/packages/app',
      args: ['run', '-t', 'two words', '--dir=src'],
      environment: new Map([
        ['A', '1'],
        ['B', 'x y'],
      ]),
      isCleared: false,
    },
  ])
})

test.each(['env -C packages/app vitest run', 'env --chdir=packages/app vitest run', 'sudo -D packages/app vitest run'])(
  '%s runs in that folder',
  (command) => {
    expect(findRuns(command, '/repo', disk)).toMatchObject([{ folder: '/repo/packages/app', args: ['run'] }])
  },
)

test('a wrapped run is found', () => {
  const wrap = fc.constantFrom<(text: string) => string>(
    (text) => `( ${text})`,
    (text) => `true && ${text}`,
    (text) => `{ ${text}; }`,
    (text) => `bash -c '${text.replaceAll("'", String.raw`'\''`)}'`,
    (text) => `echo "$( ${text})"`,
    (text) => `env A=1 bash -c '${text.replaceAll("'", String.raw`'\''`)}'`,
    (text) => `if ${text}; then :; fi`,
    (text) => `! ${text}`,
  )
  fc.assert(
    fc.property(fc.array(wrap, { maxLength: 4 }), (wraps) => {
      const command = wraps.reduce((text, one) => one(text), 'vitest run test/e2e')
      expect(
        findRuns(command, '/repo', disk)
          .filter(isRun)
          .map(({ args }) => args),
        command,
      ).toEqual([['run', 'test/e2e']])
    }),
  )
})

test('no text makes it throw or hang', () => {
  const piece = fc.constantFrom(
    ...'vitest run|npx |bash -c |$(|)|"|\'|`|;|&&|<<EOF|\n|EOF|export A=|cd |{|}|if |then |fi|$X|\\'.split('|'),
    ...'f() |set -- |shift;|"$@"|. |source <(|for x in |do |done|echo -e |printf %s |xargs |parallel |eval |< |<<< '.split(
      '|',
    ),
    ...'npm run |pnpm |yarn workspace |turbo run |node --run |git bisect run |-- |alias v=|dotenv -e |env -S'.split(
      '|',
    ),
    ...'f() |set -- |shift;|"$@"|. |source <(|for x in |do |done|echo -e |printf %s |xargs |parallel |eval |< |<<< '.split(
      '|',
    ),
    ...'npm run |pnpm |yarn workspace |turbo run |node --run |git bisect run |-- |alias v=|dotenv -e |env -S'.split(
      '|',
    ),
    '|',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      findRuns(pieces.join(''), '/repo', disk)
    }),
    { numRuns: 2_000 },
  )
})
