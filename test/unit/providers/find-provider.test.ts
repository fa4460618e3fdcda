import { expect, test } from 'vitest'
import { recordable } from '../../../src/intercept/recordable.ts'
import { findProvider } from '../../../src/providers/find-provider.ts'
import { providers } from '../../../src/providers/all-providers.ts'
import { localPorts } from '../../../src/providers/local-ports.ts'
import { isLoopback } from '../../../src/providers/loopback.ts'

/** Observed requests of the SDKs. */
const asked = `
openai        POST https://api.openai.com/v1/chat/completions
openai        POST https://api.openai.com/v1/responses
openai        POST https://api.openai.com/v1/embeddings
openai        POST https://api.openai.com/v1/images/edits
openai        POST https://api.openai.com/v1/audio/transcriptions
openai        POST https://api.openai.com/v1/files
openai        GET  https://api.openai.com/v1/models
openai        POST https://eu.api.openai.com/v1/responses
azure-openai  POST https://me.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=2024-10-21
azure-openai  POST https://me.cognitiveservices.azure.com/openai/deployments/gpt/chat/completions
azure-openai  POST https://me.services.ai.azure.com/models/chat/completions
anthropic     POST https://api.anthropic.com/v1/messages
anthropic     POST https://api.anthropic.com/v1/messages/count_tokens
anthropic     POST https://api.anthropic.com/v1/files
google        POST https://generativelanguage.googleapis.com/v1/models/gemini:generateContent
google        POST https://generativelanguage.googleapis.com/v1beta/models/gemini:streamGenerateContent?alt=sse
google        POST https://generativelanguage.googleapis.com/v1beta/models/gemini:batchEmbedContents
google        POST https://generativelanguage.googleapis.com/upload/v1/files
google        POST https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google/models/gemini:generateContent
google        POST https://aiplatform.googleapis.com/v1/publishers/google/models/gemini:generateContent
vercel        POST https://ai-gateway.vercel.sh/v4/ai/language-model
bedrock       POST https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-v1%3A0/converse
bedrock       POST https://bedrock-runtime.eu-west-1.amazonaws.com/model/anthropic.claude-v1%3A0/converse-stream
bedrock       POST https://bedrock-runtime-fips.us-east-1.amazonaws.com/model/x/invoke
mistral       POST https://api.mistral.ai/v1/chat/completions
mistral       POST https://api.mistral.ai/v1/files
cohere        POST https://api.cohere.com/v2/chat
cohere        POST https://api.cohere.com/v2/rerank
groq          POST https://api.groq.com/openai/v1/chat/completions
ollama        POST http://127.0.0.1:11434/api/chat
ollama        POST http://localhost:11434/api/embed
ollama        POST http://[::1]:11434/api/generate
openrouter    POST https://openrouter.ai/api/v1/chat/completions
together      POST https://api.together.ai/v1/chat/completions
together      POST https://api.together.xyz/v1/images/generations
huggingface   POST https://router.huggingface.co/v1/chat/completions
huggingface   POST https://router.huggingface.co/hf-inference/models/o/m/pipeline/feature-extraction
huggingface   GET  https://huggingface.co/api/models/o/m?expand[]=inferenceProviderMapping
replicate     POST https://api.replicate.com/v1/models/o/m/predictions
replicate     GET  https://api.replicate.com/v1/predictions/x
replicate     GET  https://stream.replicate.com/v1/files/x
replicate     GET  https://stream-b.replicate.com/v1/files/x
voyage        POST https://api.voyageai.com/v1/embeddings
voyage        POST https://api.voyageai.com/v1/rerank
deepseek      POST https://api.deepseek.com/chat/completions
xai           POST https://api.x.ai/v1/chat/completions
fireworks     POST https://api.fireworks.ai/inference/v1/chat/completions
cerebras      POST https://api.cerebras.ai/v1/chat/completions
perplexity    POST https://api.perplexity.ai/chat/completions
watsonx       POST https://us-south.ml.cloud.ibm.com/ml/v1/text/chat
openai        POST https://llm.corp.example/v1/chat/completions
openai        POST https://llm.corp.example/v1/chat/completions/
openai        POST https://models.github.ai/inference/chat/completions
anthropic     POST https://llm.corp.example/anthropic/v1/messages
google        POST https://llm.corp.example/v1beta/models/gemini:generateContent
bedrock       POST https://llm.corp.example/model/x/invoke-with-response-stream
`
  .trim()
  .split('\n')
  .map((line) => line.split(/\s+/) as [string, string, string])

test.each(asked)('%s: %s %s', (name, method, url) => {
  expect(findProvider(new URL(url))?.name).toBe(name)
  expect(recordable({ include: [], exclude: [] })(method, new URL(url))).not.toBe('never')
})

test.each([
  'https://example.com/',
  'https://oauth2.googleapis.com/token',
  'https://storage.googleapis.com/x',
  'https://s3.us-east-1.amazonaws.com/x',
  'https://api.smith.langchain.com/runs/multipart',
  'https://tiktoken.pages.dev/js/gpt2.json',
  'https://api.openai.com.evil.example/x',
  'https://notapi.openai.com/x',
  'https://openai.azure.com/x',
  'https://bedrock-runtime.amazonaws.com/x',
  'https://xapi.anthropic.com/x',
  'https://example.com/v1/messages/5',
  'https://example.com/chat/completions/5',
])('%s is not a provider', (url) => {
  expect(findProvider(new URL(url))).toBeUndefined()
})

test('no host belongs to two families, and every name is used once', () => {
  const hosts = providers.flatMap((provider) => provider.hosts)
  expect(new Set(hosts).size).toBe(hosts.length)
  expect(new Set(providers.map(({ name }) => name)).size).toBe(providers.length)
})

test.each([
  'localhost',
  'LOCALHOST',
  'localhost.',
  'api.localhost',
  '127.0.0.1',
  '127.1',
  '127.255.0.9',
  '2130706433',
  '0x7f.1',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '0.0.0.0',
  '[::]',
])('%s is this machine', (host) => {
  expect(isLoopback(new URL(`http://${host}/`).hostname)).toBe(true)
})

test.each([
  '127.0.0.1.example.com',
  'localhost.example.com',
  'notlocalhost',
  '128.0.0.1',
  '10.0.0.1',
  '192.168.1.1',
  '[::2]',
  '[fe80::1]',
  '[::ffff:8.8.8.8]',
  'host.docker.internal',
])('%s is another machine', (host) => {
  expect(isLoopback(new URL(`http://${host}/`).hostname)).toBe(false)
})

test('every provider on this machine has its port in the list that test files load', () => {
  const ports = providers.flatMap(({ localPort }) => localPort ?? [])
  expect(ports.length).toBeGreaterThan(0)
  expect(ports).toEqual(Object.values(localPorts))
})
