import type { Interaction, StoredRequest } from '../cassette/interaction.ts'
import type { Tally } from '../cassette/test-report.ts'
import { sumUsage, type Usage } from '../cassette/usage.ts'
import { wrappedName } from '../cassette/wrapped-address.ts'
import { describeService } from '../providers/describe-request.ts'
import { findProvider } from '../providers/find-provider.ts'
import { readUsage } from '../providers/read-usage.ts'
import type { AttemptAccounts } from '../session/attempt-accounts.ts'
import { parsedUrl } from '../util/parsed-url.ts'
import { spendBudget, type BudgetedTest } from './budget.ts'

/** The counts of an attempt so far, with the tokens and the time that its replayed answers have saved. */
export function tallyOf({ replayed, paid }: AttemptAccounts): Tally {
  const tally: Tally = { ...paid, offline: replayed.length, savedTokens: 0, savedMs: 0, savedModels: {} }
  for (const { usage, model, ms } of replayed.map(savedBy)) {
    tally.savedTokens += tokensOf(usage)
    if (usage !== undefined) addUsage(tally.savedModels, model, usage)
    tally.savedMs += ms
  }
  return tally
}

/** Tokens of all answers of an attempt, replayed and live. */
export function tokensTaken({ replayed, paid }: AttemptAccounts): number {
  return replayed.reduce((total, interaction) => total + tokensOf(savedBy(interaction).usage), paid.tokens)
}

interface Saved {
  readonly usage: Usage | undefined
  readonly model: string
  readonly ms: number
}

/** An interaction may be replayed many times. */
const knownSavings = new WeakMap<Interaction, Saved>()

function savedBy(interaction: Interaction): Saved {
  let saved = knownSavings.get(interaction)
  if (saved === undefined) {
    const { request, response } = interaction
    const ms = (response?.chunks ?? []).reduce((total, [delay]) => total + delay, 0)
    saved = { usage: readUsage(response?.body), model: modelOf(request), ms }
    knownSavings.set(interaction, saved)
  }
  return saved
}

/**
 * Books the beginning of a live call, and reports it to the progress of the recording.
 *
 * @param text redacts a text.
 * @returns books its end, once its tokens are booked: the first time it is called.
 */
export function beginLiveCall(
  accounts: AttemptAccounts,
  request: StoredRequest,
  text: (text: string) => string,
): () => void {
  const { live } = accounts
  live.begun += 1
  live.open += 1
  const { provider, model } = describeService(request)
  live.service = { ...(provider && { provider: text(provider) }), ...(model && { model: text(model) }) }
  reportProgress(accounts)
  let isOver = false
  return () => {
    if (isOver) return
    isOver = true
    live.open -= 1
    reportProgress(accounts)
  }
}

/** Books a live call that is over: a provider, or a wrapped function, has answered, or no answer came. */
export function bookLiveCall({ paid }: AttemptAccounts, address: string): void {
  const url = parsedUrl(address)
  const name = wrappedName(address) ?? findProvider(url)?.name ?? url.host
  paid.live[name] = (paid.live[name] ?? 0) + 1
}

/** Books the tokens of a live answer: for the test, for the model, and in the budget of the run. */
export function bookTokens(
  { accounts, test }: BudgetedTest,
  { request, response }: Pick<Interaction, 'request' | 'response'>,
): void {
  const usage = readUsage(response?.body)
  const tokens = tokensOf(usage)
  accounts.paid.tokens += tokens
  if (usage !== undefined) addUsage(accounts.paid.models, modelOf(request), usage)
  spendBudget(test.settings, tokens)
}

/** Tokens of an answer, in and out. */
export function tokensOf(usage: Usage | undefined): number {
  return (usage?.input ?? 0) + (usage?.output ?? 0)
}

/** The name of the model that was asked; without a model, that of the provider. */
function modelOf(request: StoredRequest): string {
  const { provider = 'unknown', model = provider } = describeService(request)
  return model
}

function addUsage(models: Record<string, Usage>, model: string, usage: Usage): void {
  models[model] = sumUsage([models[model], usage])
}

function reportProgress({ live, paid, earlier, earlierLiveAnswers, onProgress }: AttemptAccounts): void {
  onProgress?.({
    ...live.service,
    calls: live.begun + earlierLiveAnswers,
    open: live.open,
    tokens: paid.tokens + (earlier?.tally.tokens ?? 0),
  })
}
