import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FC, useState } from 'react'
import { explain } from '../api/errors'
import { startGateway, stopGateway } from '../api/gateway'
import { queries, type Status } from '../api/queries'
import { Button } from '../components/Button'
import { Dialog } from '../components/Dialog'
import { toast } from '../components/Toast'
import { m } from '../paraglide/messages.js'

/** Starts and stops the gateway. Without a desktop a stop ends the program, so there it is left to the command line. */
export const GatewaySwitch: FC<{ status: Status }> = ({ status }) => {
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const { mutate, isPending } = useMutation({
    mutationFn: (run: () => Promise<void>) => run(),
    onError: (error) => {
      const { title, next } = explain(error)
      toast({ message: m.two_sentences({ first: title, second: next }), urgent: true })
    },
    onSettled: () => client.invalidateQueries({ queryKey: queries.status().queryKey }),
  })
  if (status.gateway === 'stopped') {
    return (
      <Button size="small" icon="play" busy={isPending} onClick={() => mutate(startGateway)}>
        {m.gateway_start()}
      </Button>
    )
  }
  if (status.gateway !== 'running' || !status.desktop) return null
  return (
    <>
      <Button
        size="small"
        icon="stop"
        busy={isPending}
        onClick={() => (status.in_flight > 0 ? setAsking(true) : mutate(stopGateway))}
      >
        {m.gateway_stop()}
      </Button>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={m.gateway_stop_ask()}
        actions={
          <>
            <Button variant="quiet" onClick={() => setAsking(false)}>
              {m.gateway_stop_not()}
            </Button>
            <Button
              variant="primary"
              onClick={() => {
                setAsking(false)
                mutate(stopGateway)
              }}
            >
              {m.gateway_stop()}
            </Button>
          </>
        }
      >
        {m.gateway_stop_running({ count: status.in_flight })}
      </Dialog>
    </>
  )
}
