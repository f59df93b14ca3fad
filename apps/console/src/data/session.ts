import { signal } from '@preact/signals'
import type { Role, SessionInfo } from '@syndicate/contracts'
import { ClientError } from '@syndicate/client'
import { client, isClientError } from './client.ts'

/** `failed`: nobody knows who it is, for nobody could be asked. `expired`: somebody was here, and the page waits for them behind the sign-in. */
type Phase = 'asking' | 'failed' | 'in' | 'out' | 'expired'

export const phase = signal<Phase>('asking')
export const session = signal<SessionInfo | null>(null)
/** Why the phase is `failed`. */
export const failure = signal<unknown>(null)
/** Counts the sign-ins of this page: what was asked before the last is asked again. */
export const signIns = signal(0)

const rank: Record<Role, number> = { viewer: 0, operator: 1, admin: 2 }

/** Whether the role of who is signed in is at least this one. The server decides; this decides what is shown. */
export function isAtLeast(role: Role): boolean {
  return session.value !== null && rank[session.value.role] >= rank[role]
}

/** Asks who is signed in, and from then on notices when nobody is any more. */
export async function openSession(): Promise<void> {
  client.onSignedOut(() => {
    if (phase.value === 'in') phase.value = 'expired'
    else if (phase.value !== 'expired') phase.value = 'out'
  })
  await ask()
}

export async function ask(): Promise<void> {
  phase.value = 'asking'
  try {
    enter(await client.session())
  } catch (error) {
    failure.value = error
    phase.value = isClientError(error) && error.status === 401 ? 'out' : 'failed'
  }
}

/** Throws ClientError: wrong-credentials, too-many-requests, network, session-dropped. */
export async function signIn(username: string, password: string): Promise<void> {
  const info = await client.login(username, password)
  if (!document.cookie.includes('csrfToken=')) throw new ClientError({ code: 'session-dropped', detail: dropped })
  enter(info)
}

const dropped = isSecureContext
  ? 'The password is right, but the browser keeps no cookies of this page, and so no session. Allow them.'
  : 'The password is right, but the browser does not keep a session that comes over plain HTTP. Open this page over HTTPS.'

/** Throws ClientError when the server could not be told: the session is still good there, so it goes on here. */
export async function signOut(): Promise<void> {
  let provider: { signOutAt: string } | undefined
  try {
    provider = await client.logout()
  } catch (error) {
    if (!isClientError(error) || error.status !== 401) throw error
  }
  leave()
  // Who signed in at a provider signs out there as well, where the server is set up so.
  if (provider) location.assign(provider.signOutAt)
}

/** After the server has ended the session by another way. */
export function leave(): void {
  session.value = null
  phase.value = 'out'
}

function enter(info: SessionInfo): void {
  forgetRefusal()
  session.value = info
  signIns.value += 1
  phase.value = 'in'
}

/** What a sign-in was refused for stands in the address until one is not. */
function forgetRefusal(): void {
  const url = new URL(location.href)
  if (!url.searchParams.has('refused')) return
  url.searchParams.delete('refused')
  history.replaceState(history.state, '', url)
}
