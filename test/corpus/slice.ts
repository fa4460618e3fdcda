import type { CorpusCassette, CorpusInteraction } from './read-corpus.ts'

/** The first cassettes with a new feature: a provider, a kind of stream, a status, a kind of request. */
export function representatives(cassettes: readonly CorpusCassette[]): CorpusCassette[] {
  const known = new Set<string>()
  return cassettes.filter(({ interactions }) => {
    const before = known.size
    for (const feature of interactions.flatMap(featuresOf)) known.add(feature)
    return known.size > before
  })
}

function featuresOf({ provider, stream, request, response }: CorpusInteraction): string[] {
  return [
    `provider ${provider}`,
    `stream ${stream}`,
    `status ${response.status}`,
    `method ${request.method}`,
    `binary ${request.bodyBase64 !== undefined} ${response.bodyBase64 !== undefined}`,
  ]
}
