import type { Interaction, StoredRequest } from '../cassette/interaction.ts'
import { sumUsage, type Usage } from '../cassette/usage.ts'
import { wrappedName } from '../cassette/wrapped-address.ts'
import { describeService } from '../providers/describe-request.ts'
import { findProvider } from '../providers/find-provider.ts'
import { readUsage } from '../providers/read-usage.ts'
import type { AttemptAccounts } from '../session/attempt-accounts.ts'
import { parsedUrl } from '../util/parsed-url.ts'
import { spendBudget, type BudgetedTest } from './budget.ts'

/** Books an answer from the cassette, with the tokens and the time it has saved. */
export function bookReplay({ tally }: AttemptAccounts, interaction: Interaction): void {
  const saved = savedBy(interaction)
  tally.offline += 1
  tally.savedTokens += tokensOf(saved.usage)
  if (saved.usage !== undefined) addUsage(tally.savedModels, saved.model, saved.usage)
  tally.savedMs += saved.ms
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
export function bookLiveCall({ tally }: AttemptAccounts, address: string): void {
  const url = parsedUrl(address)
  const name = wrappedName(address) ?? findProvider(url)?.name ?? url.host
  tally.live[name] = (tally.live[name] ?? 0) + 1
}

/** Books the tokens of a live answer: for the test, for the model, and in the budget of the run. */
export function bookTokens(
  { accounts, test }: BudgetedTest,
  { request, response }: Pick<Interaction, 'request' | 'response'>,
): void {
  const usage = readUsage(response?.body)
  const tokens = tokensOf(usage)
  accounts.tally.tokens += tokens
  if (usage !== undefined) addUsage(accounts.tally.models, modelOf(request), usage)
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

function reportProgress({ live, tally, earlier, earlierLiveAnswers, onProgress }: AttemptAccounts): void {
  onProgress?.({
    ...live.service,
    calls: live.begun + earlierLiveAnswers,
    open: live.open,
    tokens: tally.tokens + (earlier?.tally.tokens ?? 0),
  })
}
