import { domainToASCII } from 'node:url'
import type { AlertMessage } from '@syndicate/contracts'
import { within } from '@syndicate/timing'
import { factsOf } from './chat.ts'

export interface Mail {
  /** smtp://user:password@host:587, or smtps:// for TLS from the start. */
  url: string
  from: string
  /** How long one mail may take. In milliseconds. @default a minute */
  longestMs?: number | undefined
}

/** What a server has said to a mail. */
export interface Mailed {
  /** Who has taken it, in the server's words, and for whom it was not taken. */
  answer: string
  /** Whether it was taken for anybody. */
  isTaken: boolean
  /** Places in the list of people for whom it may be taken later. */
  left: number[]
}

/** All of it: who looks through a mail before taking it may take its time, and has it once. */
const usualLongestMs = 60_000
const longestWaitMs = 30_000

/**
 * Sends one mail to several people, each connection anew: alerts are few. The Message-ID stays the same in every try.
 * What takes too long is broken off, so that it is not taken after it was given up. A password goes over TLS alone, unless
 * the URL ends in `?requireTLS=false`.
 * @returns what became of it, once the server has said so for each of them
 * @throws Error without anything of the address of the server, which may hold a password
 */
export async function sendMail(mail: Mail, to: string[], alertId: string, message: AlertMessage): Promise<Mailed> {
  const { longestMs = usualLongestMs } = mail
  const transport = await transportOf(mail)
  const { title, url } = message.data
  const lines = [
    title,
    '',
    ...factsOf(message).map(([name, value]) => `${name}: ${value}`),
    ...(url === undefined ? [] : ['', url]),
  ]
  const signal = AbortSignal.timeout(longestMs)
  try {
    const { response, rejectedErrors = [] } = await transport.sendMail({
      from: mail.from,
      to,
      subject: `[Syndicate] ${title}`,
      text: `${lines.join('\n')}\n`,
      messageId: `<${alertId}@syndicate.alerts>`,
      date: new Date(message.timestamp),
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal,
    })
    return mailed(to, response, rejectedErrors, true)
  } catch (error) {
    // Where it is taken for nobody, that is thrown.
    const { response, rejectedErrors } = error as { response?: string; rejectedErrors?: Rejected[] }
    if (rejectedErrors?.length) return mailed(to, response ?? 'refused', rejectedErrors, false)
    throw signal.aborted ? new Error(`no answer within ${longestMs / 1000} s`) : error
  } finally {
    transport.close()
  }
}

/** Whether the server answers and takes the password; no mail is sent. @throws Error as `sendMail` does */
export async function verifyMail(mail: Mail): Promise<void> {
  const transport = await transportOf(mail)
  try {
    await within(mail.longestMs ?? usualLongestMs, transport.verify())
  } finally {
    transport.close()
  }
}

async function transportOf({ url, longestMs = usualLongestMs }: Mail) {
  const { protocol, username, searchParams } = new URL(url)
  const waitMs = Math.min(longestMs, longestWaitMs)
  // Loaded where mails are sent alone.
  const { createTransport } = await import('nodemailer')
  return createTransport({
    url,
    requireTLS: protocol === 'smtp:' && username !== '' && searchParams.get('requireTLS') !== 'false',
    connectionTimeout: waitMs,
    greetingTimeout: waitMs,
    socketTimeout: longestMs,
    dnsTimeout: waitMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

interface Rejected {
  recipient?: string | undefined
  responseCode?: number | undefined
}

function mailed(to: string[], response: string, rejected: Rejected[], isTaken: boolean): Mailed {
  if (rejected.length === 0) return { answer: response, isTaken, left: [] }
  // A mailbox that is full, or a greylist: 4xx. Whom there is not (5xx) is not asked for again.
  const passing = new Set(rejected.flatMap((each) => (isPassing(each) ? [sameForAll(each.recipient ?? '')] : [])))
  return {
    answer: `${response}; not taken for ${rejected.map(({ recipient }) => recipient).join(', ')}`,
    isTaken,
    left: to.flatMap((address, place) => (passing.has(sameForAll(address)) ? [place] : [])),
  }
}

/** The server was told of a domain in its own form: in small letters, and ASCII. */
function sameForAll(address: string): string {
  const at = address.lastIndexOf('@') + 1
  const domain = address.slice(at).toLowerCase()
  return address.slice(0, at) + (domainToASCII(domain) || domain)
}

function isPassing({ responseCode = 0 }: Rejected): boolean {
  return responseCode >= 400 && responseCode < 500
}
