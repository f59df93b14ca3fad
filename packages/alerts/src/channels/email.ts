import type { AlertMessage } from '@syndicate/contracts'
import { createTransport } from 'nodemailer'
import { factsOf } from './chat.ts'

export interface Mail {
  /** smtp://user:password@host:587, or smtps:// for TLS from the start. */
  url: string
  from: string
}

const longestMs = 10_000

/**
 * Sends one mail to several people, each connection anew: alerts are few. The Message-ID stays the same in every try.
 * @returns who has taken it, in the server's words
 * @throws Error without anything of the address of the server, which may hold a password
 */
export async function sendMail(mail: Mail, to: string[], alertId: string, message: AlertMessage): Promise<string> {
  const transport = createTransport({
    url: mail.url,
    connectionTimeout: longestMs,
    greetingTimeout: longestMs,
    socketTimeout: longestMs,
    dnsTimeout: longestMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const { title, url } = message.data
  const lines = [
    title,
    '',
    ...factsOf(message).map(([name, value]) => `${name}: ${value}`),
    ...(url === undefined ? [] : ['', url]),
  ]
  try {
    const { response, rejected } = await transport.sendMail({
      from: mail.from,
      to,
      subject: `[Syndicate] ${title}`,
      text: `${lines.join('\n')}\n`,
      messageId: `<${alertId}@syndicate.alerts>`,
      date: new Date(message.timestamp),
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
    return rejected.length === 0 ? response : `${response}; not taken for ${rejected.map(addressOf).join(', ')}`
  } finally {
    transport.close()
  }
}

function addressOf(one: string | { address: string }): string {
  return typeof one === 'string' ? one : one.address
}
