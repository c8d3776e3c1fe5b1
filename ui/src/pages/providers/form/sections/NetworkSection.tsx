import type { FC } from 'react'
import type { Provider } from '../../../../api/queries'
import { Result } from '../../../../components/Result'
import { m } from '../../../../paraglide/messages.js'
import { useForm } from '../FormContext'
import { network } from '../fields/network'
import { Check, Group, Line, Lines } from '../inputs'
import { Section } from '../Section'

const Unsafe: FC = () => (
  <Result icon="alert" tone="bad" strong>
    {m.providers_network_unsafe()}
  </Result>
)

/** How it is reached, and whom to trust on the way. */
export const NetworkSection: FC<{ provider: Provider }> = ({ provider }) => {
  const { values } = useForm()
  const unsafe = values.accept_any_certificate || values.allow_plain_http
  return (
    <Section
      title={m.providers_group_network()}
      of={network}
      usual={m.providers_group_direct()}
      unsafe={unsafe ? m.providers_group_unsafe() : null}
    >
      <Group title={m.providers_network_proxy()} hint={m.providers_network_proxy_hint()}>
        <Line
          field="proxy_url"
          mono
          placeholder="http://127.0.0.1:7890"
          hint={provider.has_proxy_password ? m.providers_proxy_kept() : m.providers_proxy_hint()}
        />
        {values.proxy_url.trim() !== '' && (
          <Check field="proxy_fallback_direct" hint={m.providers_proxy_direct_hint()} />
        )}
      </Group>
      <Group title={m.providers_network_tls()}>
        <Lines
          field="extra_ca_pem"
          mono
          rows={2}
          hint={m.providers_ca_hint()}
          placeholder="-----BEGIN CERTIFICATE-----"
        />
      </Group>
      <Group title={<Unsafe />} hint={m.providers_network_unsafe_hint()}>
        <Check field="accept_any_certificate" hint={m.providers_any_certificate_hint()} />
        <Check field="allow_plain_http" hint={m.providers_allow_plain_http_hint()} />
      </Group>
    </Section>
  )
}
