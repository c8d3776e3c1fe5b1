import { type FC, type ReactNode, useState } from 'react'
import { Checkbox } from '../../components/Checkbox'
import { Disclosure } from '../../components/Disclosure'
import { Select } from '../../components/Select'
import { TextArea } from '../../components/TextArea'
import { TextField } from '../../components/TextField'
import { m } from '../../paraglide/messages.js'
import styles from './Configuration.module.css'
import { fieldName } from './fieldWords'
import { type AuthChoice, blank, type Field, lines, timeouts, usualAuth } from './form'
import type { Editing } from './useEditing'

const groups = {
  models: ['allowed_models'],
  timeouts: Object.keys(timeouts) as (keyof typeof timeouts)[],
  requests: ['auth_style', 'custom_headers', 'include_usage', 'pass_client_ip', 'allow_plain_http'],
  about: ['website', 'note'],
} as const satisfies Record<string, readonly Field[]>
type Name = keyof typeof groups

/** What is seldom needed. A closed group says what in it deviates; one with a fault in it is open. */
export const AdvancedGroups: FC<{ editing: Editing }> = ({ editing: { values, faults, set } }) => {
  const [opened, setOpened] = useState<ReadonlySet<Name>>(new Set())
  const differing = (name: Name) => groups[name].filter((field) => values[field] !== blank[field]).length
  const group = (name: Name, title: string, remark: string, fields: ReactNode) => (
    <Disclosure
      title={title}
      summary={remark}
      changed={differing(name) > 0}
      open={opened.has(name) || groups[name].some((field) => faults[field] !== undefined)}
      onOpenChange={(open) => {
        const next = new Set(opened)
        if (open) next.add(name)
        else next.delete(name)
        setOpened(next)
      }}
    >
      {fields}
    </Disclosure>
  )
  const remark = (name: Name) => {
    const count = differing(name)
    return count === 0 ? m.providers_group_default() : m.providers_group_changed({ count })
  }
  const patterns = lines(values.allowed_models).length

  return (
    <div className={styles.groups}>
      {group(
        'models',
        m.providers_group_models(),
        patterns === 0 ? m.providers_group_all_models() : m.providers_group_some_models({ count: patterns }),
        <TextArea
          label={fieldName('allowed_models')}
          mono
          rows={3}
          value={values.allowed_models}
          error={faults.allowed_models}
          hint={m.providers_models_hint()}
          placeholder="claude-*"
          spellCheck={false}
          onChange={(event) => set({ allowed_models: event.target.value })}
        />,
      )}
      {group(
        'timeouts',
        m.providers_group_timeouts(),
        remark('timeouts'),
        <>
          <div className={styles.two}>
            {groups.timeouts.map((field) => (
              <TextField
                key={field}
                label={fieldName(field)}
                inputMode="decimal"
                value={values[field]}
                error={faults[field]}
                placeholder={String(timeouts[field])}
                unit={m.providers_seconds()}
                onChange={(event) => set({ [field]: event.target.value })}
              />
            ))}
          </div>
          <p className={styles.hint}>{m.providers_timeouts_hint()}</p>
        </>,
      )}
      {group(
        'requests',
        m.providers_group_requests(),
        remark('requests'),
        <>
          <Select<AuthChoice>
            label={fieldName('auth_style')}
            value={values.auth_style}
            options={[
              {
                value: 'default',
                word: m.providers_auth_default({ style: authWord(usualAuth(values.dialect)) }),
              },
              ...authChoices.map((value) => ({ value, word: authWord(value) })),
            ]}
            onChange={(auth_style) => set({ auth_style })}
          />
          <TextArea
            label={fieldName('custom_headers')}
            mono
            value={values.custom_headers}
            error={faults.custom_headers}
            hint={m.providers_headers_hint()}
            placeholder="x-team: tools"
            spellCheck={false}
            onChange={(event) => set({ custom_headers: event.target.value })}
          />
          {values.dialect === 'openai-chat' && (
            <Checkbox
              label={fieldName('include_usage')}
              hint={m.providers_include_usage_hint()}
              checked={values.include_usage}
              onChange={(include_usage) => set({ include_usage })}
            />
          )}
          <Checkbox
            label={fieldName('pass_client_ip')}
            hint={m.providers_pass_client_ip_hint()}
            checked={values.pass_client_ip}
            onChange={(pass_client_ip) => set({ pass_client_ip })}
          />
          <Checkbox
            label={fieldName('allow_plain_http')}
            hint={m.providers_allow_plain_http_hint()}
            checked={values.allow_plain_http}
            onChange={(allow_plain_http) => set({ allow_plain_http })}
          />
        </>,
      )}
      {group(
        'about',
        m.providers_group_about(),
        differing('about') === 0 ? m.providers_group_empty() : m.providers_group_filled(),
        <>
          <TextField
            label={fieldName('website')}
            value={values.website}
            error={faults.website}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => set({ website: event.target.value })}
          />
          <TextArea
            label={fieldName('note')}
            value={values.note}
            error={faults.note}
            onChange={(event) => set({ note: event.target.value })}
          />
        </>,
      )}
    </div>
  )
}

const authChoices = ['bearer', 'x-api-key', 'both', 'x-goog-api-key', 'query'] as const

/** How the credential stands in a request, as it is written there. */
function authWord(style: (typeof authChoices)[number]): string {
  return {
    bearer: 'Authorization: Bearer',
    'x-api-key': 'x-api-key',
    both: m.providers_auth_both(),
    'x-goog-api-key': 'x-goog-api-key',
    query: '?key=',
  }[style]
}
