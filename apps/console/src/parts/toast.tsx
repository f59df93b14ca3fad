import { signal } from '@preact/signals'
import { waiting } from '../data/client.ts'
import { Icon } from './icon.tsx'
import './toast.css'

const said = signal('')
let timer: ReturnType<typeof setTimeout> | undefined

const shownMs = 6_000

/** Says in passing what has been done. */
export function say(text: string): void {
  clearTimeout(timer)
  said.value = text
  timer = setTimeout(() => (said.value = ''), shownMs)
}

/** Where it is said, and that requests wait for their turn; there from the start, or screen readers would miss the first. */
export function Toasts() {
  return (
    <div class="toasts" role="status">
      {said.value && (
        <p>
          <Icon name="published" />
          {said.value}
        </p>
      )}
      {waiting.value && (
        <p>
          <Icon name="accepted" />
          <span>
            {waiting.value.reason}; going on in <span aria-live="off">{waiting.value.seconds}</span> s
          </span>
        </p>
      )}
    </div>
  )
}
