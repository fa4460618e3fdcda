import type { StoredBody } from '../cassette/stored-body.ts'
import type { Usage } from '../cassette/usage.ts'
import { documentsOf } from './wire/documents.ts'

/** Names on the way to a value. `*` stands for every item of a list. */
type Path = readonly string[]

/**
 * Paths of the token counts of a wire format, below `at`. Counts of input and output are added up. For cached and
 * reasoning tokens each path holds the whole count, so the highest one is taken.
 */
interface Shape {
  readonly at: Path
  readonly input: readonly Path[]
  readonly output: readonly Path[]
  readonly cached?: readonly Path[]
  readonly reasoning?: readonly Path[]
}

/** Anthropic counts tokens of its cache separately from the rest of the input; OpenAI includes them. */
const anthropicOrResponses = {
  input: [['input_tokens'], ['cache_read_input_tokens'], ['cache_creation_input_tokens']],
  output: [['output_tokens']],
  cached: [['input_tokens_details', 'cached_tokens'], ['cache_read_input_tokens']],
  reasoning: [['output_tokens_details', 'reasoning_tokens']],
}

const bedrock = {
  input: [['inputTokens'], ['cacheReadInputTokens'], ['cacheWriteInputTokens']],
  output: [['outputTokens']],
  cached: [['cacheReadInputTokens']],
}

/** Cohere counts tokens and, separately, billed tokens. Embeddings have only billed tokens. */
const cohere = {
  input: [['input_tokens'], ['image_tokens']],
  output: [['output_tokens']],
  reasoning: [['reasoning_tokens']],
}
/** Older counts of Cohere's chat, version 1. */
const cohereFirst = { input: [['prompt_tokens']], output: [['response_tokens']] }

const shapes: readonly Shape[] = [
  // OpenAI chat and compatible APIs.
  {
    at: ['usage'],
    input: [['prompt_tokens']],
    output: [['completion_tokens']],
    cached: [['prompt_tokens_details', 'cached_tokens'], ['prompt_cache_hit_tokens']],
    reasoning: [['completion_tokens_details', 'reasoning_tokens']],
  },
  // Anthropic and OpenAI responses. Streams hold it inside `message` or `response`.
  { at: ['usage'], ...anthropicOrResponses },
  { at: ['message', 'usage'], ...anthropicOrResponses },
  { at: ['response', 'usage'], ...anthropicOrResponses },
  // Gemini counts thoughts and the input of its tools separately.
  {
    at: ['usageMetadata'],
    input: [['promptTokenCount'], ['toolUsePromptTokenCount']],
    output: [['candidatesTokenCount'], ['thoughtsTokenCount']],
    cached: [['cachedContentTokenCount']],
    reasoning: [['thoughtsTokenCount']],
  },
  // Bedrock converse. Streams of Amazon's models hold it inside `metadata`.
  { at: ['usage'], ...bedrock },
  { at: ['metadata', 'usage'], ...bedrock },
  // Bedrock adds it to the streams of all models.
  {
    at: ['amazon-bedrock-invocationMetrics'],
    input: [['inputTokenCount'], ['cacheReadInputTokenCount'], ['cacheWriteInputTokenCount']],
    output: [['outputTokenCount']],
    cached: [['cacheReadInputTokenCount']],
  },
  // Titan.
  { at: [], input: [['inputTextTokenCount']], output: [['totalOutputTextTokenCount'], ['results', '*', 'tokenCount']] },
  // Cohere. Streams hold it inside `delta`, those of version 1 inside `response`.
  { at: ['usage', 'tokens'], ...cohere },
  { at: ['usage'], input: [], output: [], cached: [['cached_tokens']] },
  { at: ['delta', 'usage', 'tokens'], ...cohere },
  { at: ['meta', 'tokens'], ...cohere },
  { at: ['meta', 'billed_units'], ...cohere },
  { at: ['response', 'meta', 'tokens'], ...cohere },
  { at: ['token_count'], ...cohereFirst },
  { at: ['response', 'token_count'], ...cohereFirst },
  // Ollama.
  { at: [], input: [['prompt_eval_count']], output: [['eval_count']] },
]

/** Shapes by the first name of their paths: most events of a stream have none of these names. */
const byName = new Map<string, Shape[]>()
for (const shape of shapes) {
  const { at, input, output } = shape
  const names = at[0] === undefined ? [...input, ...output].map(([name]) => name!) : [at[0]]
  for (const name of names) byName.set(name, [...(byName.get(name) ?? []), shape])
}

/** Voyage has only a total, and it is all input. */
const totalOnly: Path = ['usage', 'total_tokens']

/** The tokens of a response body in any known format: the highest count, because streams repeat it. */
export function readUsage(body: StoredBody | undefined): Usage | undefined {
  let usage: Usage | undefined
  let total: number | undefined
  for (const { value } of documentsOf(body)) {
    for (const { at, input, output, cached = [], reasoning = [] } of shapesIn(value)) {
      const found = follow(value, at)
      if (found === undefined || found === null) continue
      const [ofInput, ofOutput, ofCache] = [sum(found, input), sum(found, output), highest(found, cached)]
      if (ofInput === undefined && ofOutput === undefined && ofCache === undefined) continue
      usage = {
        input: Math.max(usage?.input ?? 0, ofInput ?? 0),
        output: Math.max(usage?.output ?? 0, ofOutput ?? 0),
        cached: Math.max(usage?.cached ?? 0, ofCache ?? 0),
        reasoning: Math.max(usage?.reasoning ?? 0, highest(found, reasoning) ?? 0),
      }
    }
    if (usage === undefined) total = countAt(value, totalOnly) ?? total
  }
  return usage ?? (total === undefined ? undefined : { input: total, output: 0, cached: 0, reasoning: 0 })
}

function shapesIn(value: unknown): readonly Shape[] {
  if (typeof value !== 'object' || value === null) return []
  let found: readonly Shape[] = []
  for (const name of Object.keys(value)) {
    const shapes = byName.get(name)
    if (shapes !== undefined) found = found.length === 0 ? shapes : [...found, ...shapes]
  }
  return found
}

function follow(value: unknown, path: Path): unknown {
  let inner = value
  for (const name of path) {
    if (typeof inner !== 'object' || inner === null) return undefined
    inner = (inner as Record<string, unknown>)[name]
  }
  return inner
}

/** The sum of the numbers at the paths; `undefined` when there are none. */
function sum(value: unknown, paths: readonly Path[]): number | undefined {
  let total: number | undefined
  for (const path of paths) {
    const count = countAt(value, path)
    if (count !== undefined) total = (total ?? 0) + count
  }
  return total
}

function highest(value: unknown, paths: readonly Path[]): number | undefined {
  let most: number | undefined
  for (const path of paths) {
    const count = countAt(value, path)
    if (count !== undefined && (most === undefined || count > most)) most = count
  }
  return most
}

function countAt(value: unknown, path: Path): number | undefined {
  const every = path.indexOf('*')
  if (every === -1) {
    const count = follow(value, path)
    return typeof count === 'number' ? count : undefined
  }
  const list = follow(value, path.slice(0, every))
  if (!Array.isArray(list)) return undefined
  const counts = list.map((item) => countAt(item, path.slice(every + 1))).filter((count) => count !== undefined)
  return counts.length === 0 ? undefined : counts.reduce((total, count) => total + count, 0)
}
