import type { ProblemCode } from '@syndicate/contracts'
import { vi } from 'vitest'
import type { Client } from './client.ts'

type Ask = (method: string, path: string, body?: unknown) => Promise<Response>

/** What the operations about alerts may be made to answer without a fault. */
export function everyAlertRequest(admin: Client, send: Ask, noId: string) {
  const base = '/api/alerts'
  let made = 0
  const unlike = (what: string) => `${what} ${++made}`
  // Of this machine: it is not sent to unless that is allowed.
  const hook = (name = unlike('hook')) =>
    send('POST', `${base}/destinations`, { name, kind: 'webhook', url: 'http://localhost:9/hook' })
  const when = { event: 'run-ended', states: ['failed'] }
  const rule = async (name = unlike('rule'), destinations?: string[]) =>
    send('POST', `${base}/rules`, { name, when, destinations: destinations ?? [await idOf(hook())] })
  const idOf = async (answer: Promise<Response>) => ((await (await answer).json()) as { id: string }).id
  const test = (id: string) => send('POST', `${base}/destinations/${id}/test`)
  const delivery = async () => idOf(test(await idOf(hook())))
  const get = (path: string) => admin.fetch(base + path)

  /** What may not be sent is given up at once. */
  async function resend(): Promise<Response> {
    const path = `${base}/deliveries/${await delivery()}`
    await vi.waitUntil(async () => (await admin.get(path))['state'] === 'dead', { timeout: 20_000 })
    return send('POST', `${path}/resend`)
  }

  async function inUse(): Promise<Response> {
    const id = await idOf(hook())
    await rule(unlike('rule'), [id])
    return send('DELETE', `${base}/destinations/${id}`)
  }

  return {
    'GET /api/alerts/destinations': [[200, () => get('/destinations?limit=1')]],
    'POST /api/alerts/destinations': [
      [201, () => hook()],
      ['name-taken', async () => (await hook('taken'), hook('taken'))],
      [
        'address-refused',
        () => send('POST', `${base}/destinations`, { name: 'x', kind: 'slack', url: 'http://169.254.169.254/' }),
      ],
    ],
    'DELETE /api/alerts/destinations/{id}': [
      [204, async () => send('DELETE', `${base}/destinations/${await idOf(hook())}`)],
      ['destination-in-use', inUse],
      ['destination-not-found', () => send('DELETE', `${base}/destinations/${noId}`)],
    ],
    'POST /api/alerts/destinations/{id}/test': [
      [202, async () => test(await idOf(hook()))],
      ['destination-not-found', () => test(noId)],
    ],
    'GET /api/alerts/rules': [[200, () => get('/rules?limit=1')]],
    'POST /api/alerts/rules': [
      [201, () => rule()],
      ['name-taken', async () => (await rule('taken'), rule('taken'))],
      ['destination-not-found', () => rule(unlike('rule'), [noId])],
    ],
    'PATCH /api/alerts/rules/{id}': [
      [200, async () => send('PATCH', `${base}/rules/${await idOf(rule())}`, { enabled: false })],
      ['rule-not-found', () => send('PATCH', `${base}/rules/${noId}`, { enabled: false })],
      ['name-taken', async () => send('PATCH', `${base}/rules/${await idOf(rule())}`, { name: 'taken' })],
    ],
    'DELETE /api/alerts/rules/{id}': [
      [204, async () => send('DELETE', `${base}/rules/${await idOf(rule())}`)],
      ['rule-not-found', () => send('DELETE', `${base}/rules/${noId}`)],
    ],
    'GET /api/alerts/deliveries': [[200, () => get('/deliveries?state=pending')]],
    'GET /api/alerts/deliveries/{id}': [
      [200, async () => get(`/deliveries/${await delivery()}`)],
      ['delivery-not-found', () => get(`/deliveries/${noId}`)],
    ],
    'POST /api/alerts/deliveries/{id}/resend': [
      [202, resend],
      ['delivery-pending', async () => send('POST', `${base}/deliveries/${await delivery()}/resend`)],
      ['delivery-not-found', () => send('POST', `${base}/deliveries/${noId}/resend`)],
    ],
  } satisfies Record<string, [number | ProblemCode, () => Promise<Response>][]>
}
