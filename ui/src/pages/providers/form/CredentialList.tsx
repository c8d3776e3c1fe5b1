import { useQueryClient } from '@tanstack/react-query'
import { type FC, useState } from 'react'
import { addCredential, removeCredential } from '../../../api/providers'
import type { Provider } from '../../../api/queries'
import { Button } from '../../../components/Button'
import { Countdown } from '../../../components/Countdown'
import { FieldGroup } from '../../../components/FieldGroup'
import { Icon } from '../../../components/Icon'
import { StateWord } from '../../../components/StateGlyph'
import { toast } from '../../../components/Toast'
import { useOffline } from '../../../frame/useOffline'
import { m } from '../../../paraglide/messages.js'
import { RemoveDialog } from '../../keys/RemoveDialog'
import { took } from '../actions'
import { AddCredential } from './AddCredential'
import { isElsewhere } from './baseUrl'
import { CredentialField } from './CredentialField'
import styles from './CredentialList.module.css'
import { type Credential, credentialName, credentialState } from './credentialState'
import { useForm } from './FormContext'

/** What a provider is asked with: each credential's end and how it does; they take turns. */
export const CredentialList: FC<{ provider: Provider }> = ({ provider }) => {
  const client = useQueryClient()
  const offline = useOffline()
  const { values, faults } = useForm()
  const [open, setOpen] = useState<'add' | 'replace' | null>(null)
  const { credentials } = provider
  const ids = credentials.map(({ id }) => id).join()
  const [seen, setSeen] = useState(ids)
  // There are others now: what was being added or replaced is done.
  if (ids !== seen) {
    setSeen(ids)
    setOpen(null)
  }
  // A credential belongs to where it was made for, so another server takes another one.
  const moved = credentials.length > 0 && isElsewhere(provider.base_url ?? '', values.base_url)
  const replaces =
    moved ||
    open === 'replace' ||
    provider.needs_credential ||
    values.credential !== '' ||
    faults.credential !== undefined
  const add = async (credential: string) => {
    took(client, await addCredential(provider, credential))
    setOpen(null)
    toast({ message: m.providers_credential_added() })
  }
  return (
    <div data-field="credential">
      <FieldGroup
        label={m.providers_credentials()}
        hint={credentials.length === 0 && open === null ? m.providers_credential_none() : undefined}
      >
        {credentials.length > 0 && (
          <ul>
            {credentials.map((credential) => (
              <Row key={credential.id} provider={provider} credential={credential} />
            ))}
          </ul>
        )}
        {replaces && (
          <CredentialField
            hint={
              moved
                ? m.providers_credential_moved()
                : m.providers_credential_replaces({ count: credentials.length })
            }
          />
        )}
        {open === 'add' && <AddCredential add={add} onClose={() => setOpen(null)} />}
        {open === null && !replaces && (
          <div className={styles.verbs}>
            <Button
              size="small"
              variant="link"
              icon="plus"
              disabledReason={offline}
              onClick={() => setOpen('add')}
            >
              {credentials.length === 0 ? m.providers_credential_add() : m.providers_credential_another()}
            </Button>
            {credentials.length === 1 && (
              <Button size="small" variant="link" onClick={() => setOpen('replace')}>
                {m.providers_credential_replace()}
              </Button>
            )}
          </div>
        )}
      </FieldGroup>
    </div>
  )
}

const Row: FC<{ provider: Provider; credential: Credential }> = ({ provider, credential }) => {
  const client = useQueryClient()
  const offline = useOffline()
  const [removing, setRemoving] = useState(false)
  const { icon, glyph, word } = credentialState(credential)
  const name = credentialName(credential)
  const last = provider.credentials.length === 1
  return (
    <li className={styles.row}>
      <StateWord state={glyph}>
        <Icon name={icon} />
      </StateWord>
      <code>…{credential.tail}</code>
      <span className={styles.state}>
        <StateWord state={glyph}>{word}</StateWord>
        {credential.until != null && (
          <>
            {' · '}
            <Countdown
              until={Date.parse(credential.until)}
              say={(time) => m.breaker_retry({ time })}
              over={m.breaker_retry_next()}
            />
          </>
        )}
      </span>
      <Button
        variant="quiet"
        size="small"
        icon="trash"
        label={m.providers_credential_remove({ name })}
        disabledReason={offline}
        onClick={() => setRemoving(true)}
      />
      <RemoveDialog
        open={removing}
        onClose={() => setRemoving(false)}
        title={m.providers_credential_remove_title({ name })}
        verb={m.providers_credential_remove_verb()}
        run={async () => took(client, await removeCredential(provider, credential.id))}
        onDone={() => toast({ message: m.providers_credential_removed({ name }) })}
      >
        <p>{last ? m.providers_credential_remove_last() : m.providers_credential_remove_one()}</p>
      </RemoveDialog>
    </li>
  )
}
