import type { FC } from 'react'
import type { Provider } from '../../../../api/queries'
import { m } from '../../../../paraglide/messages.js'
import { useForm } from '../FormContext'
import { routing } from '../fields/routing'
import { Line, Pair } from '../inputs'
import { Section } from '../Section'

/** When and how often it is chosen. */
export const RoutingSection: FC<{ provider: Provider; providers: readonly Provider[] }> = ({
  provider,
  providers,
}) => {
  const { values } = useForm()
  return (
    <Section
      title={m.providers_group_routing()}
      of={routing}
      usual={m.providers_brief({ field: m.providers_field_priority(), value: values.priority })}
    >
      <Pair>
        <Line field="priority" hint={m.providers_priority_hint()} />
        <Line
          field="weight"
          hint={m.providers_weight_hint()}
          unit={shareOf(provider, providers, values.weight)}
        />
      </Pair>
    </Section>
  )
}

/** What part of its tier's load a weight means; nothing for a provider that has its tier for itself. */
function shareOf(provider: Provider, providers: readonly Provider[], typed: string): string | undefined {
  const others = providers.filter(
    ({ id, priority, enabled }) => id !== provider.id && priority === provider.priority && enabled,
  )
  const weight = Number(typed)
  const all = others.reduce((sum, other) => sum + other.weight, weight)
  if (others.length === 0 || !Number.isFinite(weight) || all === 0) return undefined
  return m.providers_weight_share({ percent: Math.round((weight / all) * 100) })
}
