import type { FC } from 'react'
import { m } from '../../../../paraglide/messages.js'
import { useForm } from '../FormContext'
import { network } from '../fields/network'
import { Check } from '../inputs'
import { Section } from '../Section'

/** How it is reached, and what is accepted on the way. */
export const NetworkSection: FC = () => {
  const { values } = useForm()
  return (
    <Section
      title={m.providers_group_network()}
      of={network}
      unsafe={values.allow_plain_http ? m.providers_group_unsafe() : null}
    >
      <Check field="allow_plain_http" hint={m.providers_allow_plain_http_hint()} />
    </Section>
  )
}
