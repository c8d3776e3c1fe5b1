import type { FC } from 'react'
import { m } from '../../../../paraglide/messages.js'
import { timeouts } from '../fields/timeouts'
import { Line, Remark, SideBySide } from '../inputs'
import { Section } from '../Section'

/** How long it is waited for. */
export const TimeoutsSection: FC = () => (
  <Section title={m.providers_group_timeouts()} of={timeouts}>
    <SideBySide>
      <Line field="connect_timeout_ms" />
      <Line field="first_byte_timeout_ms" />
      <Line field="stream_idle_timeout_ms" />
      <Line field="stream_stall_timeout_ms" />
      <Line field="total_timeout_ms" />
    </SideBySide>
    <Remark>{m.providers_timeouts_hint()}</Remark>
  </Section>
)
