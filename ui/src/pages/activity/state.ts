/** How far a request has come, in drawing, word and tone. Apart from how it came out, which a list doesn’t tell. */
import { match } from 'ts-pattern'
import type { RequestState } from '../../api/requestRow'
import type { IconName } from '../../components/Icon'
import type { ResultTone } from '../../components/Result'
import { m } from '../../paraglide/messages.js'

type Shown = { icon: IconName; tone: ResultTone; word: string }

/** How far a request has come. */
export const stateShown = (state: RequestState): Shown =>
  match(state)
    .with('open', (): Shown => ({ icon: 'stream', tone: 'live', word: m.activity_open() }))
    .with('done', (): Shown => ({ icon: 'check', tone: 'good', word: m.activity_done() }))
    .with('failed', (): Shown => ({ icon: 'x', tone: 'bad', word: m.activity_failed() }))
    .with('refused', (): Shown => ({ icon: 'refuse', tone: 'quiet', word: m.activity_refused() }))
    .with('cancelled', (): Shown => ({ icon: 'dash', tone: 'quiet', word: m.activity_cancelled() }))
    .with('interrupted', (): Shown => ({ icon: 'break', tone: 'warn', word: m.activity_interrupted() }))
    .exhaustive()
