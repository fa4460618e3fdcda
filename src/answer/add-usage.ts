import type { StoredRequest } from '../cassette/interaction.ts'
import { sumUsage, type Usage } from '../cassette/usage.ts'
import { describeService } from '../providers/describe-request.ts'

/** Adds the tokens of an answer to those of the model that was asked; without a model, of who was asked. */
export function addUsage(models: Record<string, Usage>, request: StoredRequest, usage: Usage): void {
  const { provider = 'unknown', model = provider } = describeService(request)
  models[model] = sumUsage([models[model], usage])
}
