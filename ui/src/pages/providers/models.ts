/** The models whose names are known without asking anybody. Pure. */
import type { Alias, Provider } from '../../api/queries'

/** The names that a provider's own configuration spells out: what it may be asked for, and what it is sent. */
export function namedModels({ allowed_models, model_redirects }: Provider): string[] {
  const names = [...allowed_models, ...model_redirects.flatMap(({ from, to }) => [from, to])]
  return distinct(names.filter((name) => !name.includes('*')))
}

/** The names that callers may well ask for: aliases first, then what the providers' configuration spells out. */
export const knownModels = (providers: readonly Provider[], aliases: readonly Alias[]): string[] =>
  distinct([
    ...aliases.map(({ name }) => name),
    ...providers.flatMap(namedModels),
    ...aliases.flatMap(({ models }) => models.map(({ model }) => model)),
  ])

const distinct = (names: readonly string[]): string[] => [...new Set(names)]
