import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

interface PoolerOptions {
  /** Settings that it takes from clients and does not pass on. */
  drops?: string[]
  /** One that it takes from nobody. */
  refuses?: string
  /** Whether it gives out sessions by the transaction, the last used first, rather than by the connection. */
  byTransaction?: boolean
  /** Sessions it has, of which it gives none to whoever comes when all are taken: they wait. */
  size?: number
}

/** Stands before PostgreSQL as a pooler does. @returns its URL */
export async function openPooler(target: string, options: PoolerOptions) {
  const { drops = [], refuses, byTransaction = false, size = Infinity } = options
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const pool: Pool = { size, idle: [], waiting: [] }

  function serve(client: Socket): void {
    const server = openServer(connect(Number(port), hostname), pool)
    for (const socket of [client, server.socket]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    server.client = client
    let held: Server | undefined
    let begun = false
    let batch: Buffer[] = []
    onMessages(client, true, (message) => {
      if (!begun) {
        begun = true
        if (refuses !== undefined && message.includes(`${refuses}\0`)) return void client.end(refusalOf(refuses))
        server.socket.write(withoutSettings(message, drops))
        return
      }
      if (!byTransaction || !server.isReady) {
        server.socket.write(message)
        return
      }
      batch.push(message)
      // A simple query, or the end of a batch.
      if (!['Q', 'S'].includes(String.fromCharCode(message[0]!))) return
      const asked = Buffer.concat(batch)
      batch = []
      if (held?.isTaken && held.client === client) held.socket.write(asked)
      else
        take(pool, (given) => {
          held = Object.assign(given, { client, isTaken: true })
          held.socket.write(asked)
        })
    })
  }

  const listener = createServer(serve)
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done))
  const url = new URL(target)
  url.host = `127.0.0.1:${(listener.address() as AddressInfo).port}`
  return {
    url: url.href,
    [Symbol.dispose]() {
      listener.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

interface Server {
  socket: Socket
  client?: Socket
  isReady: boolean
  isTaken: boolean
}

interface Pool {
  /** How many more sessions it may open. */
  size: number
  idle: Server[]
  waiting: ((server: Server) => void)[]
}

function take({ idle, waiting }: Pool, use: (server: Server) => void): void {
  const server = idle.pop()
  if (server) use(server)
  else waiting.push(use)
}

function give({ idle, waiting }: Pool, server: Server): void {
  const use = waiting.shift()
  if (use) use(server)
  else idle.push(server)
}

function openServer(socket: Socket, pool: Pool): Server {
  const server: Server = { socket, isReady: false, isTaken: true }
  onMessages(socket, false, (message) => {
    server.client?.write(message)
    // Ready, and outside of a transaction.
    if (message[0] !== 'Z'.charCodeAt(0) || message[5] !== 'I'.charCodeAt(0)) return
    server.isTaken = false
    if (server.isReady) give(pool, server)
    // What is opened beyond the pool's size has said all that its client has to know to begin.
    else if (pool.size-- > 0) pool.idle.unshift(server)
    server.isReady = true
  })
  return server
}

/** Takes what comes apart. @param isClient the first message of a client has no type */
function onMessages(socket: Socket, isClient: boolean, take: (message: Buffer) => void): void {
  let rest = Buffer.alloc(0)
  let typeBytes = isClient ? 0 : 1
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= typeBytes + 4) {
      const length = typeBytes + rest.readInt32BE(typeBytes)
      if (rest.length < length) return
      take(rest.subarray(0, length))
      rest = rest.subarray(length)
      typeBytes = 1
    }
  })
}

function refusalOf(setting: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C08P01\0Munsupported startup parameter: ${setting}\0\0`)
  const head = Buffer.from('E\0\0\0\0')
  head.writeInt32BE(4 + fields.length, 1)
  return Buffer.concat([head, fields])
}

/** A startup message without some of its settings. */
function withoutSettings(message: Buffer, names: string[]): Buffer {
  const words = message.toString('utf8', 8).split('\0')
  const kept = words.flatMap((name, at) =>
    at % 2 === 0 && name !== '' && !names.includes(name) ? [name, words[at + 1]!] : [],
  )
  const settings = Buffer.from(`${kept.join('\0')}\0\0`)
  const head = Buffer.from(message.subarray(0, 8))
  head.writeInt32BE(8 + settings.length)
  return Buffer.concat([head, settings])
}
