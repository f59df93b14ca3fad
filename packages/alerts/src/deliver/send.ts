import type { Claimed } from '@syndicate/catalog'
import type { AlertMessage } from '@syndicate/contracts'
import { discordOf, slackOf, teamsOf } from '../channels/chat.ts'
import { sendMail, type Mail } from '../channels/email.ts'
import { signed } from '../channels/sign.ts'
import { unseal } from '../destinations/seal.ts'
import type { Guard } from '../network/guard.ts'
import { createPost, type Answer, type Resolve } from '../network/post.ts'
import { withoutAddress } from './without-address.ts'

export interface SendOptions {
  /** What destinations are sealed with, and were before. */
  sealKeys: readonly [string, ...string[]]
  guard: Guard
  /** Without it no mail is sent. */
  mail?: Mail | undefined
  /** Where the console is, for links. */
  publicUrl?: string | undefined
  /** @default the system's */
  resolve?: Resolve | undefined
}

/** What became of one try. */
export interface Sent {
  ok: boolean
  /** In words. */
  answer: string
  /** There is no use in trying again. */
  gone?: boolean
  retryAfterMs?: number | undefined
  /** Of a mail that was taken for some: places of those it is still for. */
  left?: number[]
}

/** How to send a delivery, in the form its destination takes. The send throws where there is no answer. */
export function createSend({ sealKeys, guard, mail, publicUrl, resolve }: SendOptions) {
  const post = createPost(guard, resolve)

  return async function send({ alertId, destinationId, kind, sealed, message: kept, leftTo }: Claimed): Promise<Sent> {
    const route = unseal(sealKeys, destinationId, sealed)
    const message = linked(kept, publicUrl)
    if ('to' in route) {
      if (!mail) throw new Error('SMTP_URL is not set')
      const places = leftTo ?? route.to.map((_, place) => place)
      const people = places.map((place) => route.to[place]!)
      const { answer, isTaken, left } = await sendMail(mail, people, alertId, message)
      if (left.length > 0) return { ok: false, answer, left: left.map((place) => places[place]!) }
      // Of those who are left nobody will ever take it: others may have taken it before.
      const ok = isTaken || leftTo !== null
      return { ok, answer, gone: !ok }
    }
    const body = JSON.stringify(forms[kind](message))
    const headers = route.secret === undefined ? {} : signed(route.secret, alertId, Math.floor(Date.now() / 1000), body)
    const sent = sentOf(await post(route.url, headers, body))
    return { ...sent, answer: withoutAddress(sent.answer, route.url) }
  }
}

const forms: Record<Claimed['kind'], (message: AlertMessage) => object> = {
  webhook: (message) => message,
  slack: slackOf,
  teams: teamsOf,
  discord: discordOf,
  email: (message) => message,
}

function sentOf({ status, text, retryAfterMs }: Answer): Sent {
  const said = text.trim()
  return {
    ok: status >= 200 && status < 300,
    answer: said === '' ? `HTTP ${status}` : `HTTP ${status}: ${said}`,
    gone: status === 410,
    retryAfterMs,
  }
}

/** With where in the console to look. */
function linked(message: AlertMessage, publicUrl: string | undefined): AlertMessage {
  const { runId, dataset } = message.data
  if (publicUrl === undefined) return message
  const path = runId ? `/runs/${runId}` : dataset ? `/datasets/${dataset}` : '/alerts'
  return { ...message, data: { ...message.data, url: publicUrl.replace(/\/$/, '') + path } }
}
