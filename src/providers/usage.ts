import type { StoredBody } from '../core/interaction.ts'
import type { Usage } from '../core/usage.ts'
import { documentsOf } from './wire/documents.ts'

type Path = readonly string[]

/** Where a wire format says how many tokens went in and came out, below `at`. */
interface Shape {
  readonly at: Path
  readonly input: string
  readonly output: string
  readonly cached?: Path
  readonly reasoning?: Path
}

const anthropicOrResponses = {
  input: 'input_tokens',
  output: 'output_tokens',
  cached: ['input_tokens_details', 'cached_tokens'],
  reasoning: ['output_tokens_details', 'reasoning_tokens'],
}

const shapes: readonly Shape[] = [
  // OpenAI chat and those that speak it.
  {
    at: ['usage'],
    input: 'prompt_tokens',
    output: 'completion_tokens',
    cached: ['prompt_tokens_details', 'cached_tokens'],
    reasoning: ['completion_tokens_details', 'reasoning_tokens'],
  },
  // Anthropic, OpenAI responses; in streams inside `message` or `response`.
  { at: ['usage'], ...anthropicOrResponses },
  { at: ['message', 'usage'], ...anthropicOrResponses },
  { at: ['response', 'usage'], ...anthropicOrResponses },
  // Gemini.
  {
    at: ['usageMetadata'],
    input: 'promptTokenCount',
    output: 'candidatesTokenCount',
    cached: ['cachedContentTokenCount'],
    reasoning: ['thoughtsTokenCount'],
  },
  // Bedrock converse; inside `metadata` in the streams of Amazon's models.
  { at: ['usage'], input: 'inputTokens', output: 'outputTokens', cached: ['cacheReadInputTokens'] },
  { at: ['metadata', 'usage'], input: 'inputTokens', output: 'outputTokens', cached: ['cacheReadInputTokens'] },
  // Cohere; in streams inside `delta`.
  { at: ['usage', 'tokens'], input: 'input_tokens', output: 'output_tokens' },
  { at: ['delta', 'usage', 'tokens'], input: 'input_tokens', output: 'output_tokens' },
  // Ollama.
  { at: [], input: 'prompt_eval_count', output: 'eval_count' },
]

/** Where Anthropic counts what it read from its cache: beside the tokens in, under a name of its own. */
const anthropicCached: Path = ['cache_read_input_tokens']

/** The tokens of a response body, from any format that carries them: the highest count seen, since streams repeat it. */
export function readUsage(body: StoredBody | undefined): Usage | undefined {
  let usage: Usage | undefined
  for (const { value } of documentsOf(body)) {
    for (const { at, input, output, cached = [], reasoning = [] } of shapes) {
      const found = follow(value, at)
      // Most events of a stream have nothing there.
      if (found === undefined) continue
      const counts = [follow(found, [input]), follow(found, [output])]
      if (!counts.some((count) => typeof count === 'number')) continue
      usage = {
        input: Math.max(usage?.input ?? 0, number(counts[0])),
        output: Math.max(usage?.output ?? 0, number(counts[1])),
        cached: Math.max(usage?.cached ?? 0, number(follow(found, cached)), number(follow(found, anthropicCached))),
        reasoning: Math.max(usage?.reasoning ?? 0, number(follow(found, reasoning))),
      }
    }
  }
  return usage
}

function follow(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[name] : undefined,
    value,
  )
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
