import type { FC } from 'react'
import type { Status } from '../../api/queries'
import { CopyField, CopyInline } from '../../components/CopyField'
import { classes } from '../../components/classes'
import { type GlyphState, State, Tap } from '../../components/StateGlyph'
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
      <div className={styles.heads}>
        <span>{m.overview_local()}</span>
        <span className={styles.headProviders}>{m.overview_providers()}</span>
        <span>{m.overview_state()}</span>
      </div>
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
          <div>{m.providers_enabled({ enabled: providers.enabled })}</div>
          <div className={styles.second}>{m.providers_total({ total: providers.total })}</div>
        </div>
        <div>
          <State state={glyph}>{word}</State>
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
        <div>{m.providers_none()}</div>
        <div className={styles.second}>{m.providers_none_next()}</div>
        <CopyField value="switchyard-server demo" label={m.command_label()} words={copyWords()} />
      </div>
    </div>
  </div>
)

function readiness({ providers }: Status): { glyph: GlyphState; word: string } {
  if (providers.enabled === 0) return { glyph: 'off', word: m.state_off() }
  if (providers.need_credential > 0) return { glyph: 'half', word: m.state_check() }
  return { glyph: 'closed', word: m.state_ready() }
}
