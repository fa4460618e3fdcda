import { expect, test } from 'vitest'
import { isChoiceName, isGeneratedName, looksGenerated } from '../../../src/match/nearest/generated-values.ts'

test.each([
  '123e4567-e89b-42d3-a456-426614174000',
  'd41d8cd98f00b204e9800998ecf8427e',
  'V1StGXR8_Z5jdHi6B-myT',
  'run_V1StGXR8Z5jdHi6BmyT',
  '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  '1763719331482',
])('%s is generated', (text) => {
  expect(looksGenerated(text)).toBe(true)
})

test.each([
  '',
  'acme',
  'u_81723',
  'ibm/granite-3-8b',
  'gpt-4o-mini-2024-07-18',
  'claude-sonnet-4-20250514',
  'eleven_multilingual_v2',
  'conversationalAgent',
  'a table for two',
  '2026-03-04',
])('"%s" is not generated', (text) => {
  expect(looksGenerated(text)).toBe(false)
})

test.each(['user_id', 'userId', 'trace-id', 'x-request-id', 'seed', 'session', 'X_Client_Request_ID'])(
  '%s is new in every run',
  (name) => {
    expect(isGeneratedName(name)).toBe(true)
    expect(isChoiceName(name)).toBe(false)
  },
)

test.each(['model_id', 'modelId', 'voice_id', 'previous_response_id', 'tool_call_id', 'vector_store_id'])(
  '%s chooses something',
  (name) => {
    expect(isGeneratedName(name)).toBe(false)
    expect(isChoiceName(name)).toBe(true)
  },
)

test.each(['profile_id', 'id', 'x-tenant-id', 'name'])('%s says nothing', (name) => {
  expect(isGeneratedName(name)).toBe(false)
  expect(isChoiceName(name)).toBe(false)
})
