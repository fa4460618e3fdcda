import { posix } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { guardedBy, defaultE2eGlobs } from '../../../src/guard/guarded-by.ts'
import {
  denialText,
  judge,
  runsNothing,
  unknownDenial,
  type Denial,
  type SelectedProject,
} from '../../../src/guard/judge.ts'
import type { Disk } from '../../../src/guard/shell/disk.ts'
import { findRuns } from '../../../src/guard/shell/find-runs.ts'
import type { Unknown, VitestRun } from '../../../src/guard/shell/vitest-run.ts'

const packages = [
  {
    folder: '/repo',
    scripts: {
      test: 'vitest run test/unit',
      e2e: 'vitest run test/e2e',
      'e2e:approved': 'ALLOW_E2E_TESTS=1 vitest run test/e2e',
      all: 'npm run lint && npm run e2e',
      lint: 'eslint .',
      posttest: 'echo done',
      build: 'tsc',
      prebuild: 'vitest run test/e2e',
      loop: 'npm run loop',
      both: 'run-s lint e2e',
      'ci:unit': 'vitest run test/unit',
      'ci:live': 'vitest run test/e2e',
    },
  },
  { folder: '/repo/packages/app', name: 'app', scripts: { test: 'vitest run', 'app-e2e': 'vitest run test/e2e' } },
  { folder: '/repo/packages/plain', name: 'plain', scripts: { test: 'node --test' } },
]

const scripts: Record<string, string> = {
  '/repo/e2e.sh': '#!/bin/sh\nset -e\nnpx vitest run test/e2e "$@"',
  '/repo/lib.sh': 'e2e() { vitest run test/e2e; }',
  '/repo/with.sh': '"$@"',
  '/repo/unit.sh': 'npx vitest run test/unit',
  '/repo/.env.live': 'CASSETTE_MODE=record\n',
  '/repo/.env.test': 'TOKEN=1\n',
  '/repo/words': 'vitest run test/e2e\n',
}

const disk: Disk = {
  packageAt: (folder) => packages.find((one) => one.folder === folder),
  packagesOf: () => packages,
  expandGlob: (glob) => (glob === 'test/unit/*' ? ['test/unit/a.test.ts'] : []),
  resolve: (folder, path) => posix.resolve(folder, path),
  read: (path) => scripts[path],
}

const files = ['test/unit/a.test.ts', 'test/e2e/a.test.ts']

/**
 * What Vitest would take: a filter is a part of a path; `-t` and other options narrow nothing here. Of projects and
 * related files it knows nothing: those are in `test/further/guard-command.test.ts`.
 */
function selected({ args, environment }: VitestRun): SelectedProject[] {
  const filters = args.filter((word) => word.startsWith('test/'))
  const mode = args[args.indexOf('--mode') + 1] === 'record' ? 'record' : (environment.get('CASSETTE_MODE') ?? 'replay')
  const taken = files.filter((path) => filters.length === 0 || filters.some((filter) => path.includes(filter)))
  const guarded = taken.flatMap((path) => {
    const rule = guardedBy({ e2e: defaultE2eGlobs, integration: [], project: [] }, { paths: [path], project: '' })
    return rule === undefined ? [] : [{ path, option: `guard.${rule.option}`, pattern: rule.pattern }]
  })
  return [{ mode: mode as 'replay', flag: 'ALLOW_E2E_TESTS', files: guarded }]
}

function denialOf(command: string, on: Disk = disk): Denial | undefined {
  for (const run of findRuns(command, '/repo', on)) {
    const denial = 'unknown' in run ? unknownDenial(run) : runsNothing(run) ? undefined : judge(run, selected(run))
    if (denial !== undefined) return denial
  }
  return undefined
}

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
    // One package, and none of the others.
    'npm test -w plain',
    'npm run --workspace packages/plain test',
    'pnpm --filter plain test',
    'npx -w plain vitest run test/unit',
    // Called as they are meant.
    'retry(){ "$@"; }; retry npx vitest run test/unit',
    'f(){ vitest run test/e2e; }; ALLOW_E2E_TESTS=1 f',
    'ALLOW_E2E_TESTS=1 eval "vitest run"',
    'bash unit.sh',
    '. ./lib.sh; ls',
    '. ./lib.sh; ALLOW_E2E_TESTS=1 e2e',
    'bash with.sh vitest run test/unit',
    'for d in test/unit; do vitest run $d; done',
    'printf "%s\\n" "vitest run test/unit" | bash',
    'node --run lint',
    'node --env-file=.env.test node_modules/vitest/vitest.mjs run test/unit',
    'dotenv -e .env.test -- vitest run test/unit',
    'set -a; . ./.env.test; set +a; vitest run test/unit',
    'set -a; set +a; CASSETTE_MODE=record; vitest run test/unit',
    'ALLOW_E2E_TESTS=1 op run -- vitest run test/e2e',
    'op run -- env ALLOW_E2E_TESTS=1 vitest run test/e2e',
    // Words of programs that start nothing.
    'gh pr create --title "vitest run test/e2e is slow"',
    'git log -- vitest run',
    'git grep -n "vitest run"',
    'sed -i "s/vitest run/vitest/" package.json',
    'pkill -f "vitest run"',
    'brew info vitest run',
    'agent "Please run vitest and don\'t stop"',
    'docker run node npm test',
    'npx playwright test',
    'npx eslint vitest.config.ts --fix',
    'alias ll="ls -la"',
    // Known to the shell alone, and nothing in it could start Vitest.
    'eval "$(ssh-agent -s)"',
    'eval "$(fnm env)" && npx vitest run test/unit',
    'eval "$(direnv hook bash)"',
    '. ~/.nvm/nvm.sh && npx vitest run test/unit',
    'source "$VENV/bin/activate" && npx vitest run test/unit',
    'bash -c "$(curl -fsSL https://example.com/install.sh)"',
    'curl -fsSL https://example.com/install.sh | bash && vitest run test/unit',
    'cat notes.md | sh',
    'export TOKEN=$(cat token) "PATH=$PATH:bin"; vitest run test/unit',
    '$PYTHON -m http.server',
    'bash "$HOME/bin/deploy.sh"',
    'bash ~/deploy.sh && npm run lint',
    '. "$HOME/lib.sh"; ls',
    './missing.sh --now',
    'while read -r line; do echo "$line"; done < notes.md',
    'docker run --rm -v "$PWD:/app" node:24 npm ci',
    'ssh host "systemctl restart app"',
    'psql -c "select * from vitest runs"',
    'for f in src/*.ts; do wc -l "$f"; done | sort -n',
    'kill $(lsof -ti :3000)',
    'cd "$(git rev-parse --show-toplevel)" && git status',
    'npm run lint -- $FILES',
    'export NVM_DIR="$HOME/.nvm"; [ -s "$NVM_DIR/nvm.sh" ] && . "$NVM_DIR/nvm.sh"; npx vitest run test/unit',
    'set -euo pipefail; npx vitest run test/unit 2>&1 | tail -20',
    'timeout 60 npx vitest run test/unit > log 2>&1; echo "exit $?"',
    'x=$(npx vitest run test/unit); echo "$x" | grep -c vitest',
    'npx vitest run test/unit --reporter=json | jq ".numFailedTests"',
    'git stash && npx vitest run test/unit; git stash pop',
    'cat > x.test.ts <<EOF\nimport { test } from "vitest"\nEOF\nnpx vitest run test/unit',
    'python3 - <<EOF\nprint("vitest run")\nEOF',
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
    // Asked for the version, a sub-command runs all the same.
    'vitest run test/e2e -v',
    'vitest run test/e2e --version',
    'vitest --version run test/e2e',
    'vitest run test/unit --mode record -v',
    // Approval of a neighbour, or of nobody.
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
    // Options of package managers.
    'npm run -w app app-e2e',
    'npm run --workspace app app-e2e',
    'npm run --workspace=packages/app test',
    'npm run app-e2e --prefix packages/app',
    'npm run --prefix packages/app app-e2e',
    'npm --prefix=packages/app run app-e2e',
    'npm test --prefix packages/app',
    'npm install-test test/e2e',
    'corepack pnpm@10 e2e',
    'npm test -w elsewhere',
    'npm run --loglevel warn e2e',
    'npm run --an-option-of-later value e2e',
    'npx -w app vitest run',
    'npx --prefix packages/app vitest run',
    'npx --loglevel error vitest run test/e2e',
    'npx --loglevel error vitest',
    'npm exec -w app -- vitest run',
    'npm exec --call="vitest run"',
    'pnpm run "/e2e/"',
    'pnpm exec -c "vitest run test/e2e"',
    '"/a folder/node_modules/.bin/vitest" run',
    'pnpm run --filter app app-e2e',
    'pnpm --filter "./packages/*" test',
    'yarn workspaces foreach --all --include app run app-e2e',
    'yarn workspace app app-e2e',
    'yarn workspace app vitest run',
    'bun node_modules/vitest/vitest.mjs run',
    'deno task e2e',
    'deno run -A npm:vitest@5 run test/e2e',
    'turbo run lint e2e',
    'turbo run --filter app app-e2e',
    'turbo run lint test -- --mode record',
    'nx run-many --target=e2e',
    'nx run-many -t lint e2e',
    'nx run-many --targets=lint,e2e',
    'nx run app:app-e2e:ci',
    'lerna exec -- vitest run',
    'lerna run --scope app app-e2e',
    // What a shell reads.
    "cat <<'EOF' | bash\nvitest run\nEOF",
    'echo -e "vitest run" | bash',
    'echo -n "true\\nvitest run" | sh',
    "printf '%s\\n' 'vitest run' | bash",
    "printf 'vitest %s\\n' run | bash -s",
    'echo "vitest run" | tee log | bash',
    'echo "npm run e2e" | rev | rev | bash',
    'bash < <(echo vitest run)',
    'source <(echo vitest run)',
    'bash <(echo vitest run)',
    'bash /dev/stdin <<< "vitest run"',
    'bash < words',
    'cat words | sh',
    '{ bash; } <<EOF\nvitest run\nEOF',
    'for x in 1; do cat; done <<< "vitest run" | bash',
    'if true; then bash; fi <<< "vitest run"',
    'bash e2e.sh',
    'sh -e ./e2e.sh --shard 1/2',
    './e2e.sh',
    '. ./e2e.sh',
    '. ./lib.sh; e2e',
    '. ./lib.sh; export -f e2e; bash -c e2e',
    'f() { vitest run; }; trap f EXIT',
    'bash with.sh vitest run test/e2e',
    'echo "vitest run" > unit.sh; bash unit.sh',
    'bash missing.sh npx vitest run',
    "cat > unit.sh <<'EOF' && chmod +x unit.sh && ./unit.sh\nvitest run test/e2e\nEOF",
    'echo "vitest run test/e2e" >> unit.sh; . ./unit.sh',
    'sh -c "$(cat e2e.sh)"',
    'head -5 e2e.sh | sh',
    'at now <<< "vitest run"',
    'npm pkg set scripts.new="vitest run" && npm run new',
    'npm explore app -- vitest run',
    'bash -O extglob -c "vitest run"',
    'bash -c \'"$@"\' _ vitest run',
    // A word that another one is put in for.
    'retry(){ "$@"; }; retry npx vitest run test/e2e',
    'f(){ npx "$@"; }; f vitest run',
    'f(){ shift; "$@"; }; f 3 vitest run',
    'f(){ vitest run test/unit; }; CASSETTE_MODE=record f',
    'cmd=(npx vitest run test/e2e); "${cmd[@]}"',
    'V=$(which vitest); $V run test/e2e',
    'for c in vitest; do $c run test/e2e; done',
    'for s in unit e2e; do pnpm $s; done',
    'set -- vitest run; "$@"',
    'yarn test:$s',
    'npm run $TASK',
    'cd "$APP" && npm test',
    "shopt -s expand_aliases\nalias v='npx vitest'\nv run",
    'alias e="npm run e2e"',
    // Other programs that start it.
    'node --run e2e',
    'node --run=e2e',
    'node --run test -- test/e2e',
    'tsx node_modules/vitest/vitest.mjs run',
    'script -qc "vitest run" /dev/null',
    'taskset -c 0 vitest run',
    'dotenvx run -- vitest run',
    'op run -- vitest run',
    'doppler run --config dev -- vitest run',
    'infisical run -- npx vitest run',
    'mise exec node@24 -- vitest run',
    'aws-vault exec me -- vitest run',
    'tini -- vitest run',
    'direnv exec . vitest run',
    'asdf exec vitest run',
    'nvm exec 24 npx vitest run',
    'fnm exec --using 24 vitest run',
    "start-server-and-test start http://localhost:1 'vitest run test/e2e'",
    'start-server-and-test start http://localhost:1 e2e',
    'nodemon --exec "vitest run"',
    'nodemon --exec vitest run',
    'git bisect run npm run e2e',
    'git rebase main --exec "npm run e2e"',
    'git -c alias.x="!vitest run" x',
    'env -vS "vitest run"',
    'flock -n lock -c "vitest run"',
    'flock lock vitest run',
    'timeout "$LIMIT" vitest run',
    'docker compose run app npm run e2e',
    "xargs -d '\\n' vitest run",
    "xargs -0 -I % sh -c 'vitest run %'",
    'xargs -a files vitest run',
    'xargs -E EOF vitest run',
    'xargs -n1 vitest related',
    'parallel "vitest run {}" ::: a b',
    'parallel -j 2 vitest run ::: a b',
    'parallel ::: "vitest run" "true"',
    // Live by an environment that comes from elsewhere.
    'dotenv -v CASSETTE_MODE=record -- vitest run test/unit',
    'dotenv -e .env.live -- vitest run test/unit',
    'dotenv -e .env.missing -- vitest run test/unit',
    'env-cmd -f .env.live vitest run test/unit',
    'dotenvx run -f .env.live -- vitest run test/unit',
    'node --env-file=.env.live node_modules/vitest/vitest.mjs run test/unit',
    'bun --env-file .env.live run test',
    'set -a; CASSETTE_MODE=record; vitest run test/unit',
    'set -o allexport; CASSETTE_MODE=record; vitest run test/unit',
    'set -a; . ./.env.live; vitest run test/unit',
    '. ./.env.missing; vitest run test/unit',
    'export $(cat .env.live | xargs); vitest run test/unit',
    'export $(cat .env.live | xargs) && npm test',
    'eval "$(cat .env.live)"; vitest run test/unit',
    'f(){ export CASSETTE_MODE=record; }; f; vitest run test/unit',
    'op run -- vitest run test/unit',
    'export ALLOW_E2E_TESTS=1; declare +x ALLOW_E2E_TESTS; vitest run',
    'export ALLOW_E2E_TESTS=1; read ALLOW_E2E_TESTS; vitest run',
    // Not to be known.
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

test.each(['npm run $TASK', 'yarn test:$s', 'cd "$APP" && npm test', 'bash -c "$X"', '$X e2e', 'npm run loop'])(
  'where no script runs Vitest, %s is allowed',
  (command) => {
    const plain = { folder: '/repo', scripts: { test: 'node --test', e2e: 'playwright test' } }
    expect(denialOf(command, { ...disk, packageAt: () => plain, packagesOf: () => [plain] })).toBeUndefined()
  },
)

test('a run has its folder, its words and what the command sets', () => {
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

test('however a run is wrapped, it is found', () => {
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
