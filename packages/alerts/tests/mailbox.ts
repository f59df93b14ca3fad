import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export interface Mailbox {
  url: string
  received: { to: string[]; text: string }[]
  /** How often somebody tried to say who they are. */
  readonly logins: number
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * A mail server that wants ada's password, and takes nothing for who begins with `no-`, and not at first for who begins with
 * `later-`.
 */
export async function openMailbox(): Promise<Mailbox> {
  const received: Mailbox['received'] = []
  const asked = new Set<string>()
  let logins = 0
  const server = new SMTPServer({
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    onAuth({ username, password }, _, done) {
      logins += 1
      if (username === 'ada' && password === 'p@ss') done(null, { user: username })
      else done(new Error('Invalid username or password'))
    },
    onRcptTo({ address }, _, done) {
      const isEarly = address.startsWith('later-') && !asked.has(address)
      asked.add(address)
      if (isEarly) return done(Object.assign(new Error('Greylisted, come again'), { responseCode: 450 }))
      if (address.startsWith('no-')) return done(new Error('There is nobody of that name'))
      done()
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
    get logins() {
      return logins
    },
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/**
 * A mail server that says every tenth of a second that it is still looking, and nothing else to whoever names somebody.
 * @returns with the commands it got
 */
export async function openLookingMailbox(): Promise<{ url: string; commands: string[] } & AsyncDisposable> {
  const commands: string[] = []
  const closing = new AbortController()
  const server = createServer((socket) => {
    let looking: NodeJS.Timeout | undefined
    socket.on('error', () => {}).on('close', () => clearInterval(looking))
    closing.signal.addEventListener('abort', () => socket.destroy())
    socket.write('220 at your service\r\n')
    socket.setEncoding('utf8').on('data', (line: string) => {
      commands.push(line.slice(0, 4))
      if (line.startsWith('RCPT')) looking = setInterval(() => socket.write('250-still looking\r\n'), 100)
      else socket.write('250 well\r\n')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    commands,
    async [Symbol.asyncDispose]() {
      closing.abort()
      server.close()
      await once(server, 'close')
    },
  }
}
