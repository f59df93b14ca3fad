import { ClientError } from './client-error.ts'
import type { Client, ClientOptions } from './client.ts'
import { createConnection } from './connection.ts'
import { beginning, createHttp } from './http.ts'
import { createRunHandle } from './run-handle.ts'
import { createSession } from './session.ts'
import { createSubscription } from './subscription.ts'
import { upload } from './upload.ts'

/** A client of one gateway. It connects when something is asked of it, and until `close`. */
export function createClient(options: ClientOptions = {}): Client {
  const http = createHttp(options)
  const { stop, ...session } = createSession(http)
  const connection = createConnection(http, session.session, options)
  const subscribe: Client['subscribe'] = (topics, how = {}) => createSubscription(topics, how, connection)

  return {
    ...session,
    start: (body, how) => http.request('POST /api/etl/start', { ...beginning(how), body }),
    upload: (source, how) => upload(http, source, how),
    run: (id) => createRunHandle(http, subscribe, id),
    subscribe,
    sendTelemetry: (payload, how = {}) => connection.send(payload, how),
    request: http.request,
    raw: http.raw,
    get connection() {
      return connection.state
    },
    onConnection: connection.onChange,
    onSignedOut: http.onSignedOut,
    onWaiting: http.onWaiting,
    close() {
      stop()
      connection.fail(new ClientError({ code: 'aborted', detail: 'The client was closed' }))
    },
  }
}
