import { expect, test } from 'vitest'
import { dropped } from '../../../src/intercept/dropped.ts'

const reports = [
  'POST https://api.openai.com/v1/traces/ingest',
  'POST https://eu.api.openai.com/v1/traces/ingest',
  'GET https://api.smith.langchain.com/info',
  'POST https://api.smith.langchain.com/runs/multipart',
  'PATCH https://eu.api.smith.langchain.com/runs/2f1c7b6e-9d3c-4a51-8f6e-0d3b8c1a2e44',
  'POST https://api.smith.langchain.com/otel/v1/traces',
  'POST https://cloud.langfuse.com/api/public/ingestion',
  'POST https://langfuse.example.com/api/public/otel/v1/traces',
  'POST http://collector:4318/v1/metrics',
  'POST https://collector:4317/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  'POST https://us.i.posthog.com/batch/',
  'POST https://us.i.posthog.com/i/v0/e/',
  'POST https://o1.ingest.us.sentry.io/api/4501/envelope/?sentry_version=7',
  'POST https://sentry.example.com/api/2/store/',
]

test.each(reports)('reports of an SDK are dropped, unless the list is empty: %s', (request) => {
  expect(isDropped(request, ['telemetry'])).toBe(true)
  expect(isDropped(request, [])).toBe(false)
})

test.each([
  'POST https://api.openai.com/v1/responses',
  'GET https://api.smith.langchain.com/commits/team/prompt/latest',
  'POST https://api.smith.langchain.com/runs/query',
  'GET https://cloud.langfuse.com/api/public/v2/prompts/greeting',
  'POST https://us.i.posthog.com/flags/?v=2',
  'GET https://api.example.com/v1/logs',
  'POST http://localhost:4318/v1/traces',
  'POST http://localhost:4317/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  'POST http://127.0.0.1:4318/v1/traces',
])('what an app needs is not dropped, nor what stays on this machine: %s', (request) => {
  expect(isDropped(request, ['telemetry'])).toBe(false)
})

test('patterns name more, also on this machine', () => {
  const drop = ['https://stats.example.com/*', 'localhost:4318']
  expect(isDropped('GET https://stats.example.com/pixel', drop)).toBe(true)
  expect(isDropped('POST http://localhost:4318/v1/traces', drop)).toBe(true)
  expect(isDropped('POST https://api.openai.com/v1/traces/ingest', drop)).toBe(false)
})

function isDropped(request: string, drop: readonly string[]): boolean {
  const [method = '', url = ''] = request.split(' ')
  return dropped({ drop })(method, new URL(url))
}
