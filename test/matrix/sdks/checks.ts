import { isStoredResponseHeader } from '../../../src/redact/stored-headers.ts'
import { expect } from 'vitest'
import type { Observed } from './project/observe.ts'
import { lastWord } from './own-answers.ts'
import type { Phase } from './run-rows.ts'

/** One request, one page: a second attempt of the SDK would add a page. The app sees our text. */
export function checkMiss(phase: Phase): void {
  checkOneMiss(phase)
  expect([...(phase.seen?.values ?? []), phase.seen?.error].join('\n')).toContain(
    'CassetteMissError: No recorded answer',
  )
}

/** The same for an SDK that hides the error from its caller: the test fails. */
export function checkSwallowedMiss(phase: Phase): void {
  checkOneMiss(phase)
  checkSwallowed(phase)
}

/** The app receives nothing, and no error. */
export function checkSwallowed({ seen }: Phase): void {
  expect(seen).toMatchObject({ values: [] })
  expect(seen?.error).toBeUndefined()
}

function checkOneMiss({ test, seen }: Phase): void {
  expect(test?.status).toBe('failed')
  expect(test?.errors).toHaveLength(1)
  expect(test?.errors[0]).toMatch(/^CassetteMissError: No recorded answer/)
  // CPU time, because the clock includes other work of the machine. Waits are checked separately.
  expect(seen?.work).toBeLessThan(100)
  expect(seen?.waits).toEqual([])
}

/** The app saw the same in the replay and with the provider. */
export function checkReplay(recorded: Phase, replayed: Phase): void {
  expect(recorded.test).toEqual({ status: 'passed', errors: [] })
  expect(replayed.test).toEqual({ status: 'passed', errors: [] })
  expect(comparable(replayed.seen)).toEqual(comparable(recorded.seen))
  // Two of these always look equal: a row must read them first.
  expect(recorded.seen?.values.join('\n')).not.toMatch(/\b(ReadableStream|Blob|File|Response|Promise) \{/)
}

function withoutTime(seen: Observed | undefined): object | undefined {
  return seen && { ...seen, work: undefined, waits: undefined }
}

/** Two equal failures are not enough: the provider must have done what the column is about. */
export function checkMeaning(column: string, seen: Observed | undefined): void {
  const { values = [], error } = seen ?? {}
  const everything = [...values, error].join('\n')
  switch (column) {
    case 'API error':
    case 'API error, streamed':
      expect(everything).toContain('No such thing')
      break
    case 'broken stream':
      expect(values).not.toEqual([])
      expect(everything).toMatch(/terminated|aborted|socket|closed|ECONNRESET/i)
      break
    case 'abort':
      expect(values.length).toBeGreaterThanOrEqual(2)
      expect(everything).not.toContain(lastWord)
      break
    case 'abort, plain':
      expect(values).toEqual([])
      expect(error).toMatch(/abort/i)
      break
    case 'stream':
      expect(error).toBeUndefined()
      expect(values.length).toBeGreaterThan(2)
      expect(everything).toContain(lastWord)
      break
    case 'tool call':
      expect(error).toBeUndefined()
      expect(everything).toContain('look_up')
      expect(everything).toContain('4711')
      break
    case 'tool loop':
      expect(error).toBeUndefined()
      expect(everything).toContain('Order 4711 is on its way.')
      break
    default:
      expect(error).toBeUndefined()
      expect(values).not.toEqual([])
  }
}

/** Without the times, and of the headers of an answer only those that a cassette stores: a live answer has more. */
function comparable(seen: Observed | undefined): ReturnType<typeof withoutTime> {
  const rest = withoutTime(seen)
  return JSON.parse(
    JSON.stringify(rest).replaceAll(
      /(headers: \{)([^{}]*)(\})/g,
      (_all, before: string, list: string, after: string) => {
        const stored = list
          .split(/,(?:\s|\\n)+(?='?[\w-]+'?: )/)
          .map((entry) => entry.replaceAll(/^(?:\s|\\n)+|(?:\s|\\n)+$/g, ''))
          .filter((entry) => isStoredResponseHeader(/[\w-]+/.exec(entry)?.[0] ?? ''))
        return `${before} ${stored.join(', ')} ${after}`
      },
    ),
  ) as ReturnType<typeof withoutTime>
}
