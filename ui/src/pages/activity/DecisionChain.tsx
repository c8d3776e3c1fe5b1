import type { FC } from 'react'
import { match } from 'ts-pattern'
import type { RequestRecord } from '../../api/requestRow'
import { classes } from '../../components/classes'
import { Icon } from '../../components/Icon'
import { Result } from '../../components/Result'
import { m } from '../../paraglide/messages.js'
import { exactMs, humanMs } from '../../preferences/numbers'
import { axisOf, type BarKind, type ChainRow, chainRows } from './chain'
import styles from './DecisionChain.module.css'
import { barWord, exclusionWord, outcomeMark, outcomeWord, restingWord } from './outcome'
import { Section } from './Section'

const KINDS: readonly BarKind[] = ['queue', 'connect', 'wait', 'output', 'failed']

/** Who was considered, in what order, and what came of it; what was tried is drawn to scale. */
export const DecisionChain: FC<{ request: RequestRecord }> = ({ request }) => {
  const rows = chainRows(request)
  const tried = rows.filter((row) => row.kind === 'tried')
  const axis = axisOf(Math.max(request.duration_ms ?? 0, ...tried.map((row) => row.end)))
  const considered = Math.max(request.chain.length, new Set(tried.map((row) => row.provider)).size)
  const kinds = KINDS.filter((kind) => tried.some((row) => row.bars.some((bar) => bar.kind === kind)))
  return (
    <Section
      title={m.activity_chain()}
      remark={m.activity_chain_sum({ considered, tries: request.attempts.length })}
    >
      {tried.length > 0 && <Axis ticks={axis.ticks} />}
      <ul>
        {rows.map((row) => (
          <Row key={row.key} row={row} end={axis.end} last={row === tried.at(-1)} />
        ))}
      </ul>
      {kinds.length > 0 && (
        <div className={styles.key} aria-hidden="true">
          {kinds.map((kind) => (
            <span key={kind}>
              <i className={styles[kind]} />
              {barWord(kind)}
            </span>
          ))}
        </div>
      )}
    </Section>
  )
}

/** The unit stands at the end, and where it takes more room, the tick before it stays unnamed. */
const Axis: FC<{ ticks: readonly number[] }> = ({ ticks }) => {
  const last = ticks.length - 1
  const seconds = (ticks[last] ?? 0) >= 1_000
  const word = (tick: number) => String(seconds ? tick / 1_000 : tick)
  const wide = !seconds || word(ticks[last] ?? 0).length > 2
  return (
    <div className={styles.axis} aria-hidden="true">
      <div>
        {ticks.map((tick, index) => (
          <span key={tick} style={{ left: `${index * 20}%` }}>
            {index === last
              ? `${word(tick)} ${seconds ? 's' : 'ms'}`
              : index === last - 1 && wide
                ? ''
                : word(tick)}
          </span>
        ))}
      </div>
    </div>
  )
}

const Row: FC<{ row: ChainRow; end: number; last: boolean }> = ({ row, end, last }) => {
  if (row.kind !== 'tried') {
    return (
      <li className={classes(styles.row, styles.quiet)}>
        <span className={styles.mark}>
          <Icon name="dash" />
        </span>
        <span className={styles.name} title={row.provider}>
          {row.provider}
        </span>
        <span className={styles.why}>{whyNot(row)}</span>
      </li>
    )
  }
  const { attempt } = row
  const { icon, tone } = outcomeMark(attempt)
  const share = (ms: number) => `${(ms / end) * 100}%`
  const begins = row.bars.find(({ kind }) => kind !== 'queue')?.from ?? row.end
  const [word, time] = [outcomeWord(attempt), humanMs(attempt.duration_ms)]
  const place = placeOf(begins / end, row.end / end, widthOf(`${word} ${time}`), widthOf(time))
  return (
    <li className={classes(styles.row, last && attempt.outcome === 'answered' && styles.used)}>
      <span className={styles.mark}>
        <Result icon={icon} tone={tone}>
          {null}
        </Result>
      </span>
      <span className={styles.name}>
        <span className={styles.provider} title={row.provider}>
          {row.provider}
        </span>
        <span className={styles.turn}>{turnWord(row)}</span>
        {row.model !== null && (
          <span className={styles.turn} title={row.model.name}>
            → {row.model.name}
          </span>
        )}
      </span>
      <span className={styles.track}>
        {row.bars.map((bar) => (
          <i
            key={bar.kind}
            className={styles[bar.kind]}
            role="img"
            aria-label={barText(bar)}
            title={barText(bar)}
            style={{ left: share(bar.from), width: share(bar.to - bar.from) }}
          />
        ))}
        {place !== 'nowhere' && (
          <span
            className={classes(styles.outcome, styles[tone])}
            style={
              place === 'before' || place === 'time before'
                ? { right: `calc(100% - ${share(begins)})` }
                : { left: share(row.end) }
            }
            title={exactMs(attempt.duration_ms)}
          >
            {(place === 'after' || place === 'before') && word} <span className={styles.took}>{time}</span>
          </span>
        )}
      </span>
    </li>
  )
}

/** The narrowest that the axis is drawn, in pixels. */
const NARROWEST = 172

/** The share of the narrowest axis that a text takes, about: a Han character is twice as wide. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, char) => sum + (char > '\u2e80' ? 12 : 6.3), 8) / NARROWEST

/** Where the outcome of a try has room: behind its bar or before it, in a pinch for its time alone. */
function placeOf(begins: number, ends: number, whole: number, time: number): Place {
  if (1 - ends >= whole) return 'after'
  if (begins >= whole) return 'before'
  if (1 - ends >= time) return 'time after'
  return begins >= time ? 'time before' : 'nowhere'
}

type Place = 'after' | 'before' | 'time after' | 'time before' | 'nowhere'

const barText = ({ kind, from, to }: { kind: BarKind; from: number; to: number }): string =>
  m.activity_bar_is({ part: barWord(kind), from: exactMs(from), to: exactMs(to) })

/** Why a provider was not asked. */
const whyNot = (row: Exclude<ChainRow, { kind: 'tried' }>): string =>
  match(row)
    .with({ kind: 'unreached' }, () => m.activity_unreached())
    .with({ kind: 'resting' }, ({ reason, until }) => restingWord(reason, until))
    .with({ kind: 'skipped' }, ({ reason }) => exclusionWord(reason))
    .exhaustive()

function turnWord({ turn, forced, attempt }: Extract<ChainRow, { kind: 'tried' }>): string {
  if (forced) return m.activity_turn_forced()
  // A try that went wrong and has no room beside its bar says so here.
  if (turn === null) return outcomeWord(attempt)
  if (turn.pinned) return m.activity_turn_pinned()
  return turn.session ? m.activity_turn_session() : m.activity_turn_rank({ rank: turn.rank })
}
