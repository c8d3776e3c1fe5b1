import type { FC } from 'react'
import { Button } from '../../../components/Button'
import { Callout } from '../../../components/Callout'
import { m } from '../../../paraglide/messages.js'
import type { Editing, News } from './useEditing'
import { fieldName, shownValue } from './values'

/** Where the form says what was changed elsewhere. */
export const meanwhileId = 'provider-meanwhile'

/** What somebody else changed while something was typed here: nothing of either is lost. */
export const Meanwhile: FC<{ editing: Editing; news: News }> = ({
  editing: { stored, values, takeTheirs },
  news,
}) => (
  <div id={meanwhileId}>
    <Callout
      tone="warn"
      title={m.providers_stale()}
      announce
      action={
        news.contested.length > 0 ? (
          <Button size="small" onClick={takeTheirs}>
            {m.providers_stale_theirs()}
          </Button>
        ) : undefined
      }
    >
      <ul>
        {news.taken.map(({ field, before }) => (
          <li key={field}>
            {m.providers_stale_taken({
              field: fieldName(field),
              before: shownValue(field, before),
              now: shownValue(field, stored[field]),
            })}
          </li>
        ))}
        {news.contested.map((field) => (
          <li key={field}>
            {m.providers_stale_contested({
              field: fieldName(field),
              theirs: shownValue(field, stored[field]),
              mine: shownValue(field, values[field]),
            })}
          </li>
        ))}
      </ul>
      {news.contested.length > 0 && m.providers_stale_next()}
    </Callout>
  </div>
)
