import type { FC } from 'react'
import { m } from '../../../paraglide/messages.js'
import { willCall } from './baseUrl'
import { useForm } from './FormContext'
import { Line } from './inputs'

/** Where a provider is, and below it what will be called. */
export const BaseUrlField: FC = () => {
  const { values } = useForm()
  const calls = willCall(values.base_url, values.dialect)
  return (
    <Line
      field="base_url"
      mono
      hint={
        calls === null ? (
          m.providers_base_url_hint()
        ) : (
          <>
            {m.providers_will_call()} <code>{calls}</code>
          </>
        )
      }
    />
  )
}
