import type { GuardSettings } from '../cassette/settings.ts'

/** The guard of a project whose options say no more than `guard: {}`. */
export const defaultGuard: GuardSettings = {
  e2e: ['**/e2e/**', '**/*.e2e.{test,spec}.*'],
  integration: [],
  project: [],
  flag: 'ALLOW_E2E_TESTS',
  onUnapproved: 'error',
}
