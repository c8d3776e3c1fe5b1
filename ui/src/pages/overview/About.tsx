import type { FC } from 'react'
import type { Status } from '../../api/queries'
import { CopyInline } from '../../components/CopyField'
import { copyWords } from '../../frame/words'
import { m } from '../../paraglide/messages.js'
import { exactNumber, humanDuration } from '../../preferences/numbers'
import styles from './About.module.css'

/** Facts about the running instance that somebody who helps will ask for. */
export const About: FC<{ status: Status }> = ({ status }) => (
  <section aria-labelledby="about">
    <h2 id="about" className={styles.title}>
      {m.about()}
    </h2>
    <dl className={styles.facts}>
      <dt>{m.about_version()}</dt>
      <dd>{status.version}</dd>
      <dt>{m.about_uptime()}</dt>
      <dd title={status.started_at}>{humanDuration(status.uptime_seconds)}</dd>
      <dt>{m.about_connections()}</dt>
      <dd>{exactNumber(status.connections)}</dd>
      <dt>{m.about_data()}</dt>
      <dd>
        <CopyInline value={status.data_dir} label={m.about_data()} words={copyWords()} />
      </dd>
    </dl>
  </section>
)
