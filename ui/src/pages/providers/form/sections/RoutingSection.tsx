import type { FC } from 'react'
import type { Provider } from '../../../../api/queries'
import { m } from '../../../../paraglide/messages.js'
import { useForm } from '../FormContext'
import { routing } from '../fields/routing'
import { Group, Line, Pairs, SideBySide, Suggest } from '../inputs'
import { Section } from '../Section'

/** What browsers know; the gateway has the last word. */
const timeZones = Intl.supportedValuesOf('timeZone')

/** When, how often and for whom it is chosen. */
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
      <SideBySide>
        <Line field="priority" hint={m.providers_priority_hint()} />
        <Line
          field="weight"
          hint={m.providers_weight_hint()}
          unit={shareOf(provider, providers, values.weight)}
        />
      </SideBySide>
      <Group title={m.providers_routing_groups()} hint={m.providers_routing_groups_hint()}>
        <Line field="tags" placeholder="default" hint={m.providers_commas_hint()} />
        <Pairs
          field="group_priorities"
          hint={m.providers_group_priorities_hint()}
          first={{ label: m.providers_group_name(), placeholder: 'team', mono: false }}
          second={{ label: m.providers_field_priority(), placeholder: values.priority }}
          addLabel={m.providers_group_priority_add()}
        />
      </Group>
      <Group title={m.providers_routing_hours()} hint={m.providers_routing_hours_hint()}>
        <SideBySide>
          <Line field="schedule_from" placeholder="22:00" />
          <Line field="schedule_until" placeholder="06:00" />
        </SideBySide>
        <Suggest
          field="schedule_time_zone"
          suggestions={timeZones}
          placeholder={m.providers_time_zone_here()}
        />
      </Group>
      <Group title={m.providers_routing_clients()} hint={m.providers_routing_clients_hint()}>
        <Line field="allowed_clients" mono placeholder="claude-cli/*, codex*" />
        <Line field="denied_clients" mono placeholder="curl/*" />
      </Group>
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
