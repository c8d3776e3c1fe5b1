/** An alias as it is typed: its name, and for each provider the model that stands for it there. Pure. */
import type { AliasModel } from '../../../api/aliases'
import { asApiError } from '../../../api/errors'
import type { Alias } from '../../../api/queries'
import { m } from '../../../paraglide/messages.js'

/** What is typed; a provider without a model doesn't serve the alias. */
export type AliasText = { name: string; models: Readonly<Record<string, string>> }
/** What is wrong with it. */
export type AliasFaults = { name?: string; models?: string }

/** A stored alias as it would be typed, or a new one. */
export const aliasText = (alias: Alias | null): AliasText => ({
  name: alias?.name ?? '',
  models: Object.fromEntries((alias?.models ?? []).map(({ provider_id, model }) => [provider_id, model])),
})

/** What was typed, as the API takes it. */
export const aliasModels = ({ models }: AliasText): AliasModel[] =>
  Object.entries(models)
    .map(([provider, model]) => ({ provider, model: model.trim() }))
    .filter(({ model }) => model !== '')

/** What can be seen to be wrong before it is sent. */
export function aliasFaults(typed: AliasText, others: readonly string[]): AliasFaults {
  const name = typed.name.trim().toLowerCase()
  const models = aliasModels(typed)
  return {
    ...(isNoModel(name) && { name: m.aliases_name_wrong() }),
    ...(others.some((other) => other.toLowerCase() === name) && { name: m.aliases_name_taken() }),
    ...(models.some(({ model }) => isNoModel(model)) && { models: m.aliases_model_wrong() }),
    ...(models.length === 0 && { models: m.aliases_models_missing() }),
  }
}

/** A refusal at its field; nothing if it is about none. */
export function refusedField(thrown: unknown): AliasFaults | null {
  const { field } = asApiError(thrown)
  if (field === 'name') return { name: m.aliases_name_wrong() }
  return field === 'models' ? { models: m.aliases_model_wrong() } : null
}

/** What can't be one model's name: a pattern, or a path out of where models are. */
const isNoModel = (name: string): boolean =>
  name === '' || name.length > 256 || /[*\\\s]|\.\.|^\/|\/$/.test(name)
