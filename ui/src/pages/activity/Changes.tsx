import type { FC } from 'react'
import { match } from 'ts-pattern'
import type { RequestRecord } from '../../api/requestRow'
import { Icon } from '../../components/Icon'
import { m } from '../../paraglide/messages.js'
import styles from './Changes.module.css'
import { overrideWord, repairWord } from './edits'
import { Section } from './Section'

/** What was changed on the way; nothing is said where nothing was. */
export const Changes: FC<{ request: RequestRecord }> = ({ request }) => {
  const { asked_model: asked, sent_model: sent } = request
  const renamed =
    asked != null && sent != null && asked !== sent ? [m.activity_change_model({ asked, sent })] : []
  const converted = request.converted ? [m.activity_change_converted()] : []
  const words = [...renamed, ...converted, ...request.changes.flatMap(changeWords)]
  if (words.length === 0) return null
  return (
    <Section title={m.activity_changes()}>
      <ul className={styles.changes}>
        {words.map((word) => (
          <li key={word}>
            <Icon name="edit" />
            <span>{word}</span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

const changeWords = (change: RequestRecord['changes'][number]): string[] =>
  match(change)
    .with({ change: 'body_decoded' }, () => [m.activity_change_decoded()])
    .with({ change: 'include_usage_added' }, () => [m.activity_change_usage()])
    .with({ change: 'model_replaced', by: 'alias' }, ({ provider_name: provider, model }) => [
      m.activity_change_alias({ provider, model }),
    ])
    .with({ change: 'model_replaced', by: 'redirect' }, ({ provider_name: provider, model }) => [
      m.activity_change_redirect({ provider, model }),
    ])
    .with({ change: 'overridden' }, ({ provider_name: provider, overrides }) =>
      overrides.map((one) => m.activity_change_overridden({ provider, what: overrideWord(one) })),
    )
    .with({ change: 'repaired' }, ({ provider_name: provider, repair }) => [
      m.activity_change_repaired({ provider, what: repairWord(repair) }),
    ])
    .with({ change: 'parameter_dropped' }, ({ provider_name: provider, parameter }) => [
      m.activity_change_parameter({ provider, parameter }),
    ])
    .with({ change: 'converted', action: 'dropped' }, ({ provider_name: provider, field, reason }) => [
      m.activity_change_converted_dropped({ provider, field, reason }),
    ])
    .with({ change: 'converted', action: 'replaced' }, ({ provider_name: provider, field, reason }) => [
      m.activity_change_converted_replaced({ provider, field, reason }),
    ])
    .with({ change: 'converted', action: 'adjusted' }, ({ provider_name: provider, field, reason }) => [
      m.activity_change_converted_adjusted({ provider, field, reason }),
    ])
    .with({ change: 'converted', action: 'added' }, ({ provider_name: provider, field, reason }) => [
      m.activity_change_converted_added({ provider, field, reason }),
    ])
    .with({ change: 'proxy_skipped' }, ({ provider_name: provider, why }) => [
      m.activity_change_proxy_skipped({ provider, why }),
    ])
    .exhaustive()
