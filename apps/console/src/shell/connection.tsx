import { signal } from '@preact/signals'
import { client } from '../data/client.ts'
import './connection.css'

const state = signal(client.connection)
client.onConnection((now) => (state.value = now))

const words = {
  idle: 'Live updates start with the first page that needs them',
  connecting: 'Connecting …',
  open: 'Live',
  polling: 'Live, by polling',
  waiting: 'Not connected; trying again',
} as const

/** Whether what is shown is kept up to date. */
export function ConnectionState() {
  const now = state.value
  return (
    <p class={`connection ${now}`} role="status">
      <i />
      {now === 'idle' ? <span class="unseen">{words.idle}</span> : words[now]}
    </p>
  )
}
