import type { Client } from '@syndicate/client'
import { signInHint } from '../cli-error.ts'
import type { Context } from '../context.ts'
import type { Finding } from './check.ts'
import { reasonOf } from './check-server.ts'

const patienceMs = 5_000

/** Whether the caller is let in, and whether events reach them. */
export async function checkCaller(context: Context): Promise<Finding[]> {
  const shown = context.credential()
  const advice = signInHint
  if (!shown) return [{ name: 'credentials', ok: false, found: 'there are none', advice, exit: 'notAllowed' }]
  try {
    const client = context.open(shown, 'socket')
    const found = shown.kind === 'key' ? await tryKey(client) : `signed in as ${(await client.session()).username}`
    return [{ name: 'credentials', ok: true, found }, await checkSocket(client)]
  } catch (error) {
    return [{ name: 'credentials', ok: false, found: reasonOf(error), advice, exit: 'notAllowed' }]
  }
}

/** One that may not read is good as well. */
async function tryKey(client: Client): Promise<string> {
  await client.request('GET /api/pipelines').catch((error: { status?: number }) => {
    if (error.status !== 403) throw error
  })
  return 'the key is good'
}

async function checkSocket(client: Client): Promise<Finding> {
  if (!('WebSocket' in globalThis)) {
    return { name: 'websocket', ok: true, found: 'this Node has none (22 has); events come by long polling' }
  }
  const signal = AbortSignal.timeout(patienceMs)
  try {
    const subscription = client.subscribe(['telemetry.live'], { signal, onItem: () => undefined })
    await Promise.race([subscription.ready, timedOut(signal)])
    subscription.close()
    return { name: 'websocket', ok: true, found: 'events arrive by socket' }
  } catch (error) {
    const advice = 'A proxy in between has to pass WebSocket upgrades; without, events come by long polling.'
    return { name: 'websocket', ok: false, found: reasonOf(error), advice, exit: 'failed' }
  }
}

function timedOut(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`nothing heard within ${patienceMs / 1000} s`)))
  })
}
