import type { BusEvent, Topic } from '@syndicate/contracts'
import { useEffect, useRef } from 'preact/hooks'
import { client } from './client.ts'
import { signIns } from './session.ts'

export interface EventOptions {
  /** 0: also what is kept of the time before. @default only what comes from now on */
  since?: number
  /** They begin anew: what is kept of the time before comes once more. */
  onBegin?: () => void
  /** The server has begun to tell; what is kept of the time before follows at once. Not called where it would not. */
  onReady?: () => void
  /** Some were missed and are no longer kept: what was built from them is to be asked for anew. */
  onGap?: (topic: Topic, missed: number) => void
}

/** Hears the events of topics for as long as the component is shown. */
export function useEvents(topics: Topic[], onEvent: (event: BusEvent) => void, options: EventOptions = {}): void {
  const latest = useRef({ onEvent, options })
  latest.current = { onEvent, options }

  useEffect(() => {
    if (topics.length === 0) return
    const { since, onBegin } = latest.current.options
    onBegin?.()
    const subscription = client.subscribe(topics, {
      ...(since !== undefined && { since }),
      onItem: (item) => {
        if (item.type === 'event') latest.current.onEvent(item.event)
        else latest.current.options.onGap?.(item.topic, item.missed)
      },
      // Reconnecting is the client's business, and how it stands is shown at the foot of the page.
      onError: () => {},
    })
    subscription.ready.then(
      () => latest.current.options.onReady?.(),
      () => {},
    )
    return () => subscription.close()
  }, [topics.join(' '), signIns.value])
}
