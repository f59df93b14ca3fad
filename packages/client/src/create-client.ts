import type { AcceptedRun } from '@syndicate/contracts'
import { ClientError } from './client-error.ts'
import type { Client, ClientOptions } from './client.ts'
import { createConnection } from './connection.ts'
import { createHttp, persistently } from './http.ts'
import { createRunHandle } from './run-handle.ts'
import { browser, randomId } from './runtime.ts'
import { createSession } from './session.ts'
import { createSubscription } from './subscription.ts'
import { upload } from './upload.ts'

/** A client of one gateway. It connects when something is asked of it, and until `close`. */
export function createClient(options: ClientOptions = {}): Client {
  const http = createHttp(options)
  const session = createSession(http)
  const connection = createConnection(http, session.session, options)
  const viaXhr = Boolean(browser.XMLHttpRequest && !options.fetch)

  const client: Client = {
    login: session.login,
    session: session.session,
    logout: session.logout,
    start: (body, { idempotencyKey = randomId(), signal } = {}) => {
      const headers = { 'idempotency-key': idempotencyKey }
      return persistently(() => http.request<AcceptedRun>('POST', '/api/etl/start', { body, headers, signal }), {
        signal,
      })
    },
    upload: (source, how) => upload(http, source, how, viaXhr),
    run: (id) => createRunHandle(client, id),
    subscribe: (topics, how = {}) => createSubscription(topics, how, connection),
    sendTelemetry: (payload, how = {}) => connection.send(payload, how),
    request: http.request,
    raw: http.raw,
    get connection() {
      return connection.state
    },
    onConnection: connection.onChange,
    onSignedOut: http.onSignedOut,
    close() {
      session.stop()
      connection.fail(new ClientError({ code: 'aborted', detail: 'The client was closed' }))
    },
  }
  return client
}
