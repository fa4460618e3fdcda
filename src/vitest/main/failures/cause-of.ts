import type { NearestFields } from '../../../errors/cassette-miss-error.ts'
import { isAboutKey, keysOf, outcomeOf } from '../../../errors/cassette-recording-error.ts'
import { differenceLines } from '../../../errors/pages/difference-lines.ts'
import type { Failure, Way } from './failure-group.ts'

/** The cause of a failure. */
export interface Cause {
  /** Equal for failures that have one cause. */
  readonly key: string
  /** What one test does, and what several do, after their number. A name stands for itself. */
  readonly says: readonly [one: string, several: string] | string
  /** The provider and the model belong to the cause. */
  readonly isOfService?: true
  readonly difference?: readonly string[]
  /** The thing to do: a line, or the command that runs these tests again in a mode. `{them}` stands for the tests. */
  readonly way?: Way | { readonly when: string; readonly mode: 'record' | 'refresh'; readonly isWhole?: true }
  /** The things to do instead. */
  readonly more?: readonly Way[]
}

/** Why a test failed. Failures with the same key have the same cause. */
export function causeOf({ error, isRecording }: Failure): Cause {
  if (error === 'no-key') return isRecording ? noKey : unrecorded
  switch (error.code) {
    case 'CASSETTE_MISS': {
      const { isRecorded, nearest, asked, suggestions } = error.fields
      if (!isRecorded) return suggestions[0]?.suggestion === 'rename' ? renamed : unrecorded
      const way = { when: 'If the change is meant, record {them}, {calls}:', mode: 'record' } as const
      const more = [{ when: 'To keep the old answers:', line: 'npx vitest-cassette accept --requests' }]
      if (nearest !== undefined)
        return { ...missCause(nearest), isOfService: true, way, ...(nearest.places > 0 && { more }) }
      const says = [
        'makes a request that no recording is similar to',
        'make a request that no recording is similar to',
      ] as const
      return { key: `unknown ${asked.call}`, says, isOfService: true, way }
    }
    case 'CASSETTE_EXHAUSTED':
      return {
        key: `exhausted ${error.fields.asked.call}`,
        says: ['asks more often than it was recorded', 'ask more often than they were recorded'],
        isOfService: true,
        way: { when: 'If the extra calls are meant, record {them}:', mode: 'record' },
      }
    case 'CASSETTE_UNUSED':
      return {
        key: 'unused',
        says: ['did not use all of its recording', 'did not use all of their recordings'],
        way: { when: 'If that is meant, record {them} again, which pays for nothing:', mode: 'record' },
      }
    case 'CASSETTE_STALE': {
      const says = `used answers older than ${error.fields.maxAge}`
      return { key: says, says: [says, says], way: { when: 'Ask the provider again:', mode: 'refresh' } }
    }
    case 'CASSETTE_RECORDING': {
      const says = `could not be recorded: ${outcomeOf(error.fields.failed)}`
      const when = isAboutKey(error.fields)
        ? `Check ${keysOf(error.fields)} (environment or .env.record), and record {them} again:`
        : 'Record {them} again when the provider answers:'
      return { key: says + when, says: [says, says], way: { when, mode: 'record' } }
    }
    case 'CASSETTE_FORMAT': {
      const { reason, remedy } = error.fields
      const says = [`has an unreadable cassette: ${reason}`, `have unreadable cassettes: ${reason}`] as const
      const way = { when: 'Then record {them}, which pays only for missing calls:', mode: 'record' } as const
      return { key: says[0], says, ...(remedy === 'conflict' && { way }) }
    }
    default: {
      const head = `${error.name}: ${error.message.split('\n', 1)[0]}`
      return { key: head, says: head }
    }
  }
}

const unrecorded: Cause = {
  key: 'unrecorded',
  says: ['is not recorded yet', 'are not recorded yet'],
  way: { when: 'Record {them} (API keys: .env.record):', mode: 'record', isWhole: true },
}

const renamed: Cause = {
  key: 'renamed',
  says: [
    'has no cassette, but a cassette without a test holds its request',
    'have no cassette, but cassettes without a test hold their requests',
  ],
  way: { when: 'If a test was renamed or moved, give it its cassette:', line: 'npx vitest-cassette rename' },
}

const noKey: Cause = {
  key: 'no key',
  says: ['found no API key', 'found no API key'],
  way: { when: 'Put it into .env.record, which only a recording run reads:', line: 'OPENAI_API_KEY=…' },
}

/** Fewest characters of a change that is the same one in another field too. */
const longText = 40

function missCause({ places, differences }: NearestFields): Pick<Cause, 'key' | 'says' | 'difference'> {
  if (places === 0) {
    const says = [
      'makes its request in another lane than recorded',
      'make their requests in other lanes than recorded',
    ] as const
    return { key: 'lane', says }
  }
  // The same text may stand at another place of another conversation, and a prompt in another field of another provider.
  const changes = differences.map(({ path, change, hunks }) => {
    const texts = hunks.flatMap(({ recorded, asked }) => [recorded, asked])
    return [texts.join('').length < longText && path.replaceAll(/\[\d+\]/g, '[]'), change, texts]
  })
  const says = `missed for ${places === 1 ? 'one change' : `the same ${places} changes`}`
  const lines = differenceLines(differences, places).split('\n')
  return {
    key: `changed ${JSON.stringify(changes)}`,
    says: [says, says],
    difference: lines.map((line) => line.slice(4)),
  }
}
