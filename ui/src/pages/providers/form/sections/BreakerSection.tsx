import type { FC } from 'react'
import { m } from '../../../../paraglide/messages.js'
import { breaker } from '../fields/breaker'
import { Line, Remark, SideBySide } from '../inputs'
import { Section } from '../Section'

/** When it is taken out of use by itself, and when it comes back. */
export const BreakerSection: FC = () => (
  <Section title={m.providers_group_breaker()} of={breaker}>
    <SideBySide>
      <Line field="breaker_failures" />
      <Line field="breaker_open_ms" />
      <Line field="breaker_half_open_successes" />
    </SideBySide>
    <Remark>{m.providers_breaker_hint()}</Remark>
  </Section>
)
