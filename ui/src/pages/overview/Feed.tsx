import type { FC } from 'react'
import type { Provider } from '../../api/queries'
import { CopyButton } from '../../components/CopyButton'
import { CopyInline } from '../../components/CopyField'
import { classes } from '../../components/classes'
import { copyWords } from '../../frame/words'
import { m } from '../../paraglide/messages.js'
import type { BaseUrl } from './baseUrls'
import styles from './Feed.module.css'
import { PinChoice } from './PinChoice'
import { useInFlight } from './useInFlight'

/** One family's line into the bus: its address, what runs on it, and where it goes first. */
export const Feed: FC<{ base: BaseUrl; running: boolean; providers: readonly Provider[] | undefined }> = ({
  base,
  running,
  providers,
}) => {
  const inFlight = useInFlight()
  const count = base.dialects.reduce((sum, dialect) => sum + (inFlight[dialect] ?? 0), 0)
  const line = `export ${base.variable}=${base.url}`
  return (
    <li className={styles.feed}>
      <div className={styles.lead}>
        <b>{base.name}</b>
        {running && (
          <span className={styles.count}>{count > 0 ? m.in_flight({ count }) : m.overview_idle()}</span>
        )}
        <span className={classes(styles.wire, running && styles.on, running && count > 0 && styles.live)} />
      </div>
      <div className={styles.address}>
        <CopyInline value={base.url} label={m.address_for({ dialect: base.name })} words={copyWords()} />
        <CopyButton value={line} label={m.overview_copy_line({ line })} icon="terminal" words={copyWords()} />
      </div>
      <div className={styles.pin}>
        {providers !== undefined && <PinChoice base={base} providers={providers} />}
      </div>
    </li>
  )
}
