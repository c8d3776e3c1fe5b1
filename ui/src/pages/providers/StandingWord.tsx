import type { FC } from 'react'
import { Countdown } from '../../components/Countdown'
import { StateWord } from '../../components/StateGlyph'
import { m } from '../../paraglide/messages.js'
import type { Standing } from './health'

/** The state’s word, and how long it lasts where it ends by itself. The glyph stands beside it. */
export const StandingWord: FC<{ standing: Standing }> = ({ standing: { tone, word, until } }) => (
  <>
    <StateWord state={tone}>{word}</StateWord>
    {until !== null && (
      <>
        {' · '}
        {tone === 'rest' ? (
          <Countdown until={until} say={(time) => m.rest_ends({ time })} over={m.rest_over()} />
        ) : (
          <Countdown until={until} say={(time) => m.breaker_retry({ time })} over={m.breaker_retry_next()} />
        )}
      </>
    )}
  </>
)
