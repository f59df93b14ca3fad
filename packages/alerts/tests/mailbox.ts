import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export interface Mailbox {
  url: string
  received: { to: string[]; text: string }[]
  [Symbol.asyncDispose](): Promise<void>
}

/** A mail server that wants ada's password, and takes nothing for who begins with `no-`. */
export async function openMailbox(): Promise<Mailbox> {
  const received: Mailbox['received'] = []
  const server = new SMTPServer({
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    onAuth({ username, password }, _, done) {
      if (username === 'ada' && password === 'p@ss') done(null, { user: username })
      else done(new Error('Invalid username or password'))
    },
    onRcptTo({ address }, _, done) {
      done(address.startsWith('no-') ? new Error('There is nobody of that name') : undefined)
    },
    onData(stream, session, done) {
      let mail = ''
      stream.setEncoding('utf8')
      stream.on('data', (piece: string) => (mail += piece))
      stream.on('end', () => {
        received.push({ to: session.envelope.rcptTo.map(({ address }) => address), text: mail })
        done()
      })
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://ada:p%40ss@127.0.0.1:${port}?requireTLS=false`,
    received,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
