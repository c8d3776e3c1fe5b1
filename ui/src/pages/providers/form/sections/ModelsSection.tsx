import type { FC } from 'react'
import { m } from '../../../../paraglide/messages.js'
import { models } from '../fields/models'
import { Check, Lines, Pairs } from '../inputs'
import { Section } from '../Section'

/** Which models it serves, and under which names. */
export const ModelsSection: FC = () => (
  <Section title={m.providers_group_models()} of={models} usual={m.providers_group_all_models()}>
    <Lines field="allowed_models" mono rows={3} hint={m.providers_models_hint()} placeholder="claude-*" />
    <Pairs
      field="model_redirects"
      hint={m.providers_redirects_hint()}
      first={{ label: m.providers_redirect_from(), placeholder: 'claude-haiku-*' }}
      second={{ label: m.providers_redirect_to(), placeholder: 'glm-4.5-air' }}
      between="arrow"
      addLabel={m.providers_redirect_add()}
    />
    <Check field="echo_requested_model" hint={m.providers_echo_hint()} />
  </Section>
)
