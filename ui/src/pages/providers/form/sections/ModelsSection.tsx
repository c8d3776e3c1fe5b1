import type { FC } from 'react'
import { m } from '../../../../paraglide/messages.js'
import { models } from '../fields/models'
import { Lines } from '../inputs'
import { Section } from '../Section'

/** Which models it serves. */
export const ModelsSection: FC = () => (
  <Section title={m.providers_group_models()} of={models} usual={m.providers_group_all_models()}>
    <Lines field="allowed_models" mono rows={3} hint={m.providers_models_hint()} placeholder="claude-*" />
  </Section>
)
