import type { FC } from 'react'
import { explain } from '../../api/errors'
import { Button } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { m } from '../../paraglide/messages.js'

/** Something could not be read: what happened, and another try. What is there already stays. */
export const Failure: FC<{ error: unknown; retry: () => void }> = ({ error, retry }) => {
  const { title, next } = explain(error)
  return (
    <Callout
      tone="bad"
      title={title}
      action={
        <Button size="small" onClick={retry}>
          {m.retry()}
        </Button>
      }
    >
      {next}
    </Callout>
  )
}
