import { signal } from '@preact/signals'
import { formatRelative, momentInFull } from '../format/format-time.ts'

/** Moves every few seconds, so that what is "just now" does not stay it. */
const now = signal(Date.now())
setInterval(() => {
  if (!document.hidden) now.value = Date.now()
}, 5_000)

/** A moment by how long ago it was; the date stands behind it, in the reader's time and in UTC. */
export function When({ at }: { at: string }) {
  return (
    <time dateTime={at} title={momentInFull(at)}>
      {formatRelative(Date.parse(at), now.value)}
    </time>
  )
}
