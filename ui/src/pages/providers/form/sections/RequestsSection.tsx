import type { FC } from 'react'
import { m } from '../../../../paraglide/messages.js'
import { useForm } from '../FormContext'
import { authStyles, authWord, credentials, usualAuth } from '../fields/credentials'
import { renamed, requests } from '../fields/requests'
import { Check, Choice, Pairs } from '../inputs'
import { Section } from '../Section'

/** Where the credential stands, what is added to each request, and what of the caller is passed on. */
export const RequestsSection: FC = () => {
  const { values } = useForm()
  const usual = m.providers_auth_default({ style: authWord(usualAuth(values.dialect)) })
  return (
    <Section title={m.providers_group_requests()} of={{ auth_style: credentials.auth_style, ...requests }}>
      <Choice
        field="auth_style"
        options={[
          { value: 'default', word: usual },
          ...authStyles.map((value) => ({ value, word: authWord(value) })),
        ]}
      />
      <Pairs
        field="custom_headers"
        hint={m.providers_headers_hint()}
        first={{ label: m.providers_header_name(), placeholder: 'x-team' }}
        second={{ label: m.providers_header_value(), placeholder: 'tools' }}
        addLabel={m.providers_header_add()}
        settle={renamed}
      />
      <Check field="conversion_allowed" hint={m.providers_conversion_hint()} />
      {values.dialect === 'openai-chat' && (
        <Check field="include_usage" hint={m.providers_include_usage_hint()} />
      )}
      <Check field="pass_client_ip" hint={m.providers_pass_client_ip_hint()} />
    </Section>
  )
}
