import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FC, lazy, Suspense, useRef, useState } from 'react'
import { startDrill } from '../../../api/drill'
import { Button } from '../../../components/Button'
import { useOffline } from '../../../frame/useOffline'
import { m } from '../../../paraglide/messages.js'
import styles from './Drill.module.css'

// Seldom asked for: it comes when it is.
const DrillPanel = lazy(async () => ({ default: (await import('./DrillPanel')).DrillPanel }))

/** The way to a fire drill, under the board that it makes move; then the drill in its place. */
export const Drill: FC = () => {
  const [open, setOpen] = useState(false)
  const client = useQueryClient()
  const begin = useMutation({ mutationFn: () => startDrill(client) })
  const offline = useOffline()
  const button = useRef<HTMLButtonElement>(null)
  const start = () => {
    setOpen(true)
    begin.mutate()
  }
  const close = () => {
    setOpen(false)
    requestAnimationFrame(() => button.current?.focus())
  }
  if (open) {
    return (
      <Suspense>
        <DrillPanel begin={begin} onClose={close} />
      </Suspense>
    )
  }
  return (
    <p className={styles.way}>
      <Button ref={button} size="small" icon="play" disabledReason={offline} onClick={start}>
        {m.drill_open()}
      </Button>
      <span className={styles.what}>{m.drill_open_what()}</span>
    </p>
  )
}
