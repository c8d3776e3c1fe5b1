import type { FC } from 'react'
import type { Status } from '../../api/queries'
import { CopyField, CopyInline } from '../../components/CopyField'
import { classes } from '../../components/classes'
import { type GlyphState, StateWord, Tap } from '../../components/StateGlyph'
import { copyWords } from '../../frame/words'
import { m } from '../../paraglide/messages.js'
import { type BaseUrl, baseUrls } from './baseUrls'
import styles from './Yard.module.css'

/** The one-line diagram: local addresses feed the bus, and the providers tap off it. */
export const Yard: FC<{ status: Status }> = ({ status }) => {
  const running = status.gateway === 'running'
  const live = running && status.in_flight > 0
  return (
    <section aria-label={m.overview_lines()}>
      <h2 className={styles.title}>{m.overview_local()}</h2>
      <div className={styles.yard}>
        <ul className={styles.feeds}>
          {baseUrls(status.gateway_url ?? '').map((base) => (
            <Feed key={base.name} base={base} running={running} />
          ))}
        </ul>
        <span className={classes(styles.bus, !running && styles.dead)} />
        <Providers status={status} live={live} />
      </div>
    </section>
  )
}

const Feed: FC<{ base: BaseUrl; running: boolean }> = ({ base, running }) => (
  <li className={styles.feed}>
    <div className={styles.lead}>
      <b>{base.name}</b>
      <span className={classes(styles.wire, running && styles.on)} />
    </div>
    <CopyInline value={base.url} label={m.address_for({ dialect: base.name })} words={copyWords()} />
    <code className={styles.variable}>{base.variable}</code>
  </li>
)

const Providers: FC<{ status: Status; live: boolean }> = ({ status, live }) => {
  const { providers } = status
  if (providers.total === 0) return <NoProvider />
  const { glyph, word } = readiness(status)
  return (
    <div className={styles.providers}>
      <div className={styles.provider}>
        <Tap state={glyph} live={live && glyph === 'closed'} />
        <div>
          <b>{m.overview_providers()}</b>
          <div className={styles.second}>
            {m.providers_enabled({ enabled: providers.enabled, total: providers.total })}
          </div>
        </div>
        <div>
          <StateWord state={glyph}>{word}</StateWord>
          <div className={styles.second}>
            {providers.need_credential > 0
              ? m.providers_need({ count: providers.need_credential })
              : status.in_flight > 0
                ? m.in_flight({ count: status.in_flight })
                : m.in_flight_none()}
          </div>
        </div>
      </div>
    </div>
  )
}

const NoProvider: FC = () => (
  <div className={styles.providers}>
    <div className={styles.provider}>
      <Tap state="off" />
      <div className={styles.none}>
        <b>{m.providers_none()}</b>
        <div className={styles.second}>{m.providers_none_next()}</div>
        <CopyField value="switchyard-server demo" label={m.command_label()} words={copyWords()} />
      </div>
    </div>
  </div>
)

function readiness({ gateway, providers }: Status): { glyph: GlyphState; word: string } {
  if (gateway !== 'running') return { glyph: 'off', word: m.state_waiting() }
  if (providers.enabled === 0) return { glyph: 'off', word: m.state_off() }
  if (providers.need_credential > 0) return { glyph: 'half', word: m.state_check() }
  return { glyph: 'closed', word: m.state_ready() }
}
