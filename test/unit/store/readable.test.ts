import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Interaction } from '../../../src/cassette/interaction.ts'
import { CassetteWriteError } from '../../../src/errors/cassette-write-error.ts'
import { readCassette, saveCassette } from '../../../src/store/cassette-file.ts'
import { damaged, interaction } from '../support/arbitrary.ts'
import { answered } from '../support/interactions.ts'
import { ask, passed, project } from '../support/open.ts'

function record(open: ReturnType<typeof project>['open'], one: Interaction): unknown {
  const cassette = open('refresh', true)
  try {
    cassette.record(one, 'a', cassette.nextSlot())
  } catch (error) {
    return error
  } finally {
    cassette.close(passed)
  }
  return undefined
}

/** Recorded interactions hold their bodies. The store moves large ones, and large parts of forms, into files. */
function isWhole({ request, response }: Interaction): boolean {
  return !JSON.stringify([request?.body, response?.body]).includes('"file":')
}

test('every recorded interaction can be read again, and an invalid one is refused before it is stored', () => {
  const { open, path, journals } = project()
  let refused = 0
  fc.assert(
    fc.property(fc.oneof(interaction, damaged).filter(isWhole), (one) => {
      const error = record(open, one)
      expect(journals()).toEqual([])
      expect(readCassette(path, 'a.json')?.interactions ?? []).toHaveLength(error === undefined ? 1 : 0)
      if (error === undefined) return
      expect(error).toBeInstanceOf(CassetteWriteError)
      refused += 1
    }),
    { numRuns: 100 },
  )
  expect(refused).toBeGreaterThan(10)
})

test('an invalid call is left out with an error that names place and call, and the others are stored', () => {
  const { open, stored } = project()
  const cassette = open('record')
  ask(cassette, 'a', '1')
  const odd = answered('b', '2', { statusText: 'a\nb' })
  expect(() => cassette.record(odd, 'b', cassette.nextSlot())).toThrow(
    `Cannot write c/a.json\n\n  response.statusText: not a status text\n  in POST https://api.openai.com/v1/chat/completions\n\n  The call was left out`,
  )
  cassette.close(passed)
  expect(stored()).toEqual(['1'])
})

test('a file does not change when its interactions have become invalid', () => {
  const { path, stored } = project([answered('a', '1')])
  const odd = answered('a', '1', { statusText: 'a\nb' })
  expect(() => saveCassette(path, { file: 'a.test.ts' }, [answered('b', '2'), odd])).toThrow(
    'it could not be read again: interactions[1].response.statusText: not a status text',
  )
  expect(stored()).toEqual(['1'])
})
