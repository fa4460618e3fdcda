import type { GuardrailSettings, GuardSettings, Settings } from '../cassette/settings.ts'
import { defaultE2eGlobs, defaultFlag } from '../guard/guarded-by.ts'
import type { CassetteOptions, GuardOptions } from '../cassette/options.ts'

/** What is known of a run beside the options. */
export interface RunOfProject extends Pick<
  Settings,
  'mode' | 'modeSource' | 'root' | 'runId' | 'project' | 'titleSeparator' | 'codeCache'
> {
  /** Absolute path of the file in which the workers count what they spend. */
  readonly ledger: string
  readonly isCi: boolean
}

/** The options of a project with every default filled in. */
export function toSettings(options: CassetteOptions, { ledger, isCi, ...run }: RunOfProject): Settings {
  return {
    ...run,
    dir: options.dir ?? '__cassettes__',
    include: options.include ?? [],
    exclude: options.exclude ?? [],
    upstream: options.upstream ?? {},
    onExhausted: options.onExhausted ?? 'fail',
    unused: options.unused ?? 'fail',
    stream: { timing: options.stream?.timing ?? 'instant', speed: options.stream?.speed ?? 1 },
    keepFailures: options.keepFailures ?? false,
    fallback: options.fallback ?? 'never',
    redact: options.redact ?? [],
    keep: options.keep ?? [],
    allowSecrets: options.allowSecrets ?? [],
    ...(options.maxAge !== undefined && { maxAge: options.maxAge }),
    onStale: options.onStale ?? 'warn',
    ignore: options.ignore ?? [],
    normalize: options.normalize ?? [],
    matchHeaders: options.matchHeaders ?? [],
    clock: options.clock ?? 'real',
    random: options.random ?? 'real',
    diagnostics: options.diagnostics ?? 'failed',
    prices: options.prices ?? {},
    offline: options.offline ?? isCi,
    allow: options.allow ?? [],
    ...(options.budget && { budget: { ...options.budget, ledger } }),
    guardrails: toGuardrails(options.guardrails ?? {}),
    ...(options.guard && { guard: toGuard(options.guard) }),
  }
}

function toGuardrails({
  stuckRevisitGap = 5,
  maxRevisits = 3,
  onStuck = 'warn',
  maxCalls,
  maxTokens,
}: NonNullable<CassetteOptions['guardrails']>): GuardrailSettings {
  return {
    stuckRevisitGap,
    maxRevisits,
    onStuck,
    ...(maxCalls !== undefined && { maxCalls }),
    ...(maxTokens !== undefined && { maxTokens }),
  }
}

function toGuard({ e2e, integration, project, flag, onUnapproved }: GuardOptions): GuardSettings {
  return {
    e2e: e2e ?? defaultE2eGlobs,
    integration: integration ?? [],
    project: [project ?? []].flat(),
    flag: flag ?? defaultFlag,
    onUnapproved: onUnapproved ?? 'error',
  }
}
