import type { StoredBody } from '../core/interaction.ts'

/** Tokens that a provider counted for one answer. */
export interface Usage {
  readonly input: number
  readonly output: number
}

/** Where each wire format says how many tokens went in and came out. */
const shapes: ReadonlyArray<{ readonly at: readonly string[]; readonly input: string; readonly output: string }> = [
  // OpenAI chat and those that speak it.
  { at: ['usage'], input: 'prompt_tokens', output: 'completion_tokens' },
  // Anthropic, OpenAI responses; in streams inside `message` or `response`.
  { at: ['usage'], input: 'input_tokens', output: 'output_tokens' },
  { at: ['message', 'usage'], input: 'input_tokens', output: 'output_tokens' },
  { at: ['response', 'usage'], input: 'input_tokens', output: 'output_tokens' },
  // Gemini.
  { at: ['usageMetadata'], input: 'promptTokenCount', output: 'candidatesTokenCount' },
  // Bedrock converse.
  { at: ['usage'], input: 'inputTokens', output: 'outputTokens' },
  // Cohere; in streams inside `delta`.
  { at: ['usage', 'tokens'], input: 'input_tokens', output: 'output_tokens' },
  { at: ['delta', 'usage', 'tokens'], input: 'input_tokens', output: 'output_tokens' },
  // Ollama.
  { at: [], input: 'prompt_eval_count', output: 'eval_count' },
]

/** The tokens of a response body, from any format that carries them: the highest count seen, since streams repeat it. */
export function readUsage(body: StoredBody | undefined): Usage | undefined {
  let usage: Usage | undefined
  for (const value of documents(body)) {
    for (const { at, input, output } of shapes) {
      const found = at.reduce<unknown>((inner, name) => field(inner, name), value)
      const counts = [field(found, input), field(found, output)]
      if (!counts.some((count) => typeof count === 'number')) continue
      usage = {
        input: Math.max(usage?.input ?? 0, number(counts[0])),
        output: Math.max(usage?.output ?? 0, number(counts[1])),
      }
    }
  }
  return usage
}

/** The JSON values of a body, one for a plain answer, one an event for a stream. */
function documents(body: StoredBody | undefined): readonly unknown[] {
  if (body === undefined) return []
  if ('json' in body) return Array.isArray(body.json) ? body.json : [body.json]
  if ('sse' in body) return body.sse.map(({ data }) => data)
  if ('ndjson' in body) return body.ndjson
  if ('eventstream' in body) return body.eventstream.map((message) => field(message.body, 'json'))
  return []
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
