import { type FC, useState } from 'react'
import { CodeBlock } from '../components/CodeBlock'
import { Icon, type IconName } from '../components/Icon'
import { Tabs } from '../components/Tabs'
import { copyWords } from '../frame/words'
import { m } from '../paraglide/messages.js'
import styles from './ClientLines.module.css'
import { type Access, type ClientId, clientIds, clientNames, linesFor, type Remark, remarksOn } from './lines'

/** What to paste into each tool, with this machine's address and the key filled in. */
export const ClientLines: FC<{
  access: Access
  /** Something with the key in it was copied. */
  onCopied?: () => void
}> = ({ access, onCopied }) => {
  const [client, setClient] = useState<ClientId>('claude-code')
  const name = clientNames[client]
  return (
    <Tabs
      label={m.clients_tools()}
      value={client}
      options={clientIds.map((id) => ({ value: id, word: clientNames[id] }))}
      onChange={setClient}
    >
      <div className={styles.client}>
        {linesFor(client, access).map((lines) => (
          <CodeBlock
            key={lines.where}
            title={lines.where}
            icon={lines.kind === 'file' ? 'file' : 'terminal'}
            label={`${name}: ${lines.where}`}
            code={lines.text}
            wrap
            words={copyWords()}
            {...(onCopied !== undefined && { onCopied })}
          />
        ))}
        <ul className={styles.remarks}>
          {remarksOn(client, access).map((remark) => (
            <li key={remark.text} className={styles[remark.kind]}>
              <Icon name={icons[remark.kind]} />
              <span>
                {remark.kind === 'old' && <b>{m.clients_old()} </b>}
                {remark.text}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Tabs>
  )
}

const icons: Record<Remark['kind'], IconName> = { know: 'info', old: 'refuse', warn: 'alert' }
