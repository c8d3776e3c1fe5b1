/** Starting and stopping the gateway. What became of it comes with an event. */
import { api } from './client'

/** Takes requests again. */
export async function startGateway(): Promise<void> {
  await api.POST('/api/v1/gateway/start')
}

/** Takes no new requests; those under way are answered to their end. */
export async function stopGateway(): Promise<void> {
  await api.POST('/api/v1/gateway/stop', { body: { now: false } })
}
