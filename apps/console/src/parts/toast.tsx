import { signal } from '@preact/signals'
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

/** Where it is said; there from the start, or screen readers would miss the first. */
export function Toasts() {
  return (
    <div class="toasts" role="status">
      {said.value && (
        <p>
          <Icon name="published" />
          {said.value}
        </p>
      )}
    </div>
  )
}
