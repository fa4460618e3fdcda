import type { Interaction } from '../../cassette/interaction.ts'
import type { WrongSays } from '../../format/layout/wrong-says.ts'
import type { Finding } from './finding.ts'

/** A warning for each `says` that differs from the body. Whoever has edited it may expect that a replay takes it. */
export function saysWarnings(wrong: readonly WrongSays[]): Finding[] {
  return wrong.map(({ index }) => ({
    at: `interactions[${index}].response.says`,
    rule: 'says',
    message: `"says" of #${index + 1} is not what its body says, which is replayed: edit the body, or npx vitest-cassette upgrade`,
  }))
}

/** Secrets in a `says` that differs from the body: the check of the body does not find them. */
export async function secretsInSays(
  wrong: readonly WrongSays[],
  interactions: readonly Interaction[],
  findSecrets: (interactions: readonly Interaction[]) => Promise<readonly Finding[]>,
): Promise<Finding[]> {
  const found = await Promise.all(
    wrong.map(async ({ index, says }) => {
      const { lane, recordedAt, request } = interactions[index]!
      const { method, url } = request
      const response = { status: 200, body: { json: says } }
      const [first] = await findSecrets([{ lane, recordedAt, request: { method, url }, response }])
      return first === undefined ? [] : [{ ...first, at: `interactions[${index}].response.says` }]
    }),
  )
  return found.flat()
}
