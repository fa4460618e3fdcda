import { expect, test } from 'vitest'
import { testOptionNames } from '../../../src/cassette/options.ts'
import { issueOfTestOptions } from '../../../src/options/check-test-options.ts'
import { definitions } from '../../../src/options/definitions.ts'

test.each(testOptionNames)('a test can set %s', (name) => {
  expect(issueOfTestOptions({ [name]: definitions[name].example })).toBeUndefined()
})

test('an option of the plugin alone says so, and names those of a test', () => {
  expect(issueOfTestOptions({ budget: { calls: 1 } })).toMatchInlineSnapshot(`
    ""budget" is an option of the plugin alone. Set it in vitest.config.ts:
        cassettes({ budget: { calls: 100, tokens: 200000, perTest: 10 } })

      Valid in a file or a test: onExhausted, unused, stream, keepFailures, maxAge, ignore, normalize, matchHeaders, clock, random"
  `)
})

test('a mistyped option names the nearest of a test', () => {
  expect(issueOfTestOptions({ unsed: 'warn' })).toContain('unknown option "unsed". Did you mean "unused"?')
  expect(issueOfTestOptions({ stream: { timing: 'slow' } })).toContain('stream.timing cannot be "slow".')
})
