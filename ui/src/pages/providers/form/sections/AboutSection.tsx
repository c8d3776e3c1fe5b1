import type { FC } from 'react'
import { m } from '../../../../paraglide/messages.js'
import { about } from '../fields/about'
import { Line, Lines } from '../inputs'
import { Section } from '../Section'

/** What the person wants to remember. */
export const AboutSection: FC = () => (
  <Section title={m.providers_group_about()} of={about} usual={m.providers_group_empty()}>
    <Line field="website" />
    <Lines field="note" />
  </Section>
)
