import type { FC } from 'react'
import { m } from '../../../../paraglide/messages.js'
import { useForm } from '../FormContext'
import { authStyles, authWord, credentials, usualAuth } from '../fields/credentials'
import { requests } from '../fields/requests'
import { Check, Choice, Lines } from '../inputs'
import { Section } from '../Section'

/** What is added to each request, and what of the caller is passed on. */
export const RequestsSection: FC = () => {
  const { values } = useForm()
  return (
    <Section title={m.providers_group_requests()} of={{ auth_style: credentials.auth_style, ...requests }}>
      <Choice
        field="auth_style"
        options={[
          {
            value: 'default',
            word: m.providers_auth_default({ style: authWord(usualAuth(values.dialect)) }),
          },
          ...authStyles.map((value) => ({ value, word: authWord(value) })),
        ]}
      />
      <Lines field="custom_headers" mono hint={m.providers_headers_hint()} placeholder="x-team: tools" />
      {values.dialect === 'openai-chat' && (
        <Check field="include_usage" hint={m.providers_include_usage_hint()} />
      )}
      <Check field="pass_client_ip" hint={m.providers_pass_client_ip_hint()} />
    </Section>
  )
}
