import type { ProblemCode, RouteName, Run } from '@syndicate/contracts'
import { checkedFetch } from '../conformance/checked-fetch.ts'
import { everyAlertRequest } from './every-alert-request.ts'
import { everyPipelineRequest } from './every-pipeline-request.ts'
import { everyQuarantineRequest } from './every-quarantine-request.ts'
import { everyRegistryRequest } from './every-registry-request.ts'
import { login, signIn, type Client } from './client.ts'
import { askMetrics } from './system.ts'

const password = 'tired zebra charger paperclip'
const json = { 'content-type': 'application/json' }

export interface Known {
  admin: Client
  /** A run with records published, and of the same dataset another one after it. */
  published: Run
  /** Ids of what it left in quarantine: at least three. */
  quarantined: string[]
  /** An id that nothing has. */
  noId: string
}

/** A route as the API document writes it: `{id}` for `:id`. */
type Documented<N extends string> = N extends `${infer Before}:${infer Name}/${infer After}`
  ? `${Before}{${Name}}/${Documented<After>}`
  : N extends `${infer Before}:${infer Name}`
    ? `${Before}{${Name}}`
    : N

/** Without a build there is no client to be had. */
type Asked = Exclude<RouteName, 'GET /api/js/client.min.js'>

/** By operation: what it may be made to answer without a fault, and how to ask for it. */
type Requests = Record<Documented<Asked>, [expected: number | ProblemCode, ask: () => Promise<Response>][]>

export async function issueKey(admin: Client, scopes: string[]): Promise<{ id: string; key: string }> {
  return (await (await admin.post('/api/keys', { name: 'a key', scopes })).json()) as { id: string; key: string }
}

/** Somebody new, signed in. */
export async function newUser(admin: Client, role: string): Promise<Client> {
  const username = `u-${Math.random().toString(36).slice(2)}`
  const made = await admin.post('/api/users', { username, password, role })
  if (made.status !== 201) throw new Error(`A user was refused with ${made.status}`)
  return signIn(admin.url, { username, password })
}

export function everyRequest({ admin, published, quarantined, noId }: Known): Requests {
  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}, as = admin) =>
    as.fetch(path, {
      method,
      headers: body === undefined ? headers : { ...json, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })

  const aPayload = { dataType: 'JSON', payload: { a: 1 } }
  const run = `/api/runs/${published.runId}`
  const start = (body: object = aPayload, headers = {}) => send('POST', '/api/etl/start', body, headers)
  const post = (path: string, body: unknown) => send('POST', path, body)

  /** A dataset of its own, at its first version. */
  /** What each operation answers beyond what every one of its kind does: one request for each. */
  const requests: Requests = {
    'POST /api/auth/login': [
      [200, () => login(admin.url)],
      ['wrong-credentials', () => login(admin.url, { username: 'nobody', password: 'password124' })],
    ],
    'GET /api/auth/session': [[200, () => admin.fetch('/api/auth/session')]],
    'GET /api/auth/sessions': [[200, () => admin.fetch('/api/auth/sessions')]],
    'POST /api/auth/logout': [
      [204, async () => send('POST', '/api/auth/logout', undefined, {}, await newUser(admin, 'viewer'))],
    ],
    'POST /api/auth/logout-everywhere': [
      [204, async () => send('POST', '/api/auth/logout-everywhere', undefined, {}, await newUser(admin, 'viewer'))],
    ],
    'DELETE /api/auth/sessions/{id}': [
      [204, endOwnSession],
      ['session-not-found', () => send('DELETE', `/api/auth/sessions/${noId}`)],
    ],
    'POST /api/auth/password': [
      [200, async () => changePassword(password, 'copper kettle under snow')],
      ['wrong-password', async () => changePassword('not the password', 'copper kettle under snow')],
      ['weak-password', async () => changePassword(password, 'password')],
    ],
    'GET /api/users': [[200, () => admin.fetch('/api/users?limit=1')]],
    'POST /api/users': [
      [
        201,
        () => post('/api/users', { username: `u-${Math.random().toString(36).slice(2)}`, password, role: 'viewer' }),
      ],
      ['username-taken', () => post('/api/users', { username: 'trader1', password, role: 'viewer' })],
      ['weak-password', () => post('/api/users', { username: 'weak', password: 'password', role: 'viewer' })],
    ],
    'PATCH /api/users/{id}': [
      [200, async () => send('PATCH', `/api/users/${(await newUser(admin, 'viewer')).userId}`, { role: 'operator' })],
      ['user-not-found', () => send('PATCH', `/api/users/${noId}`, { role: 'viewer' })],
      ['last-admin', () => send('PATCH', `/api/users/${admin.userId}`, { role: 'viewer' })],
      ['weak-password', () => send('PATCH', `/api/users/${admin.userId}`, { password: 'password' })],
    ],
    'GET /api/users/{id}/sessions': [
      [200, () => admin.fetch(`/api/users/${admin.userId}/sessions`)],
      ['user-not-found', () => admin.fetch(`/api/users/${noId}/sessions`)],
    ],
    'GET /api/keys': [[200, () => admin.fetch('/api/keys')]],
    'POST /api/keys': [[201, () => post('/api/keys', { name: 'mine', scopes: ['read'], expiresInDays: 1 })]],
    'DELETE /api/keys/{id}': [
      [204, async () => send('DELETE', `/api/keys/${(await issueKey(admin, ['read'])).id}`)],
      ['key-not-found', () => send('DELETE', `/api/keys/${noId}`)],
    ],
    'POST /api/etl/start': [
      [202, () => start()],
      [200, () => start(aPayload, { prefer: 'wait=20' })],
      ['unknown-pipeline', () => start({ ...aPayload, pipeline: 'nowhere' })],
      ['empty-input', () => start({ dataType: 'JSON', payload: [] })],
      ['malformed-body', () => start({ dataType: 'YAML', payload: {} })],
      ['dataset-taken', () => start({ ...aPayload, pipeline: 'records', dataset: 'telemetry' })],
      ['dataset-mode-conflict', () => start({ ...aPayload, pipeline: 'flights', dataset: 'telemetry' })],
      ['idempotency-conflict', () => start({ ...aPayload, dataset: 'another' }, { 'idempotency-key': 'once' })],
    ],
    'POST /api/etl/upload': [
      [202, () => admin.upload({ pipeline: 'records' }, '[{"a":1}]')],
      [200, () => admin.upload({ pipeline: 'records' }, '[{"a":1}]', { prefer: 'wait=20' })],
      ['unknown-pipeline', () => admin.upload({ pipeline: 'nowhere' }, '[]')],
      ['empty-input', () => admin.fetch('/api/etl/upload?pipeline=records', { method: 'POST' })],
      ['unsupported-encoding', () => admin.upload({ pipeline: 'records' }, 'x', { 'content-encoding': 'deflate' })],
      ['malformed-body', () => admin.upload({ pipeline: 'records' }, 'no gzip', { 'content-encoding': 'gzip' })],
      ['dataset-taken', () => admin.upload({ pipeline: 'records', dataset: 'telemetry' }, '[{"a":1}]')],
      ['dataset-mode-conflict', () => admin.upload({ pipeline: 'flights', dataset: 'telemetry' }, '[{"a":1}]')],
      [
        'idempotency-conflict',
        () => admin.upload({ pipeline: 'records', dataset: 'third' }, '[{"a":1}]', { 'idempotency-key': 'once' }),
      ],
    ],
    'GET /api/runs': [[200, () => admin.fetch('/api/runs?limit=1&state=published')]],
    'GET /api/runs/{id}': [
      [200, () => admin.fetch(run)],
      ['run-not-found', () => admin.fetch(`/api/runs/${noId}`)],
      // Within a minute ids begin alike.
      ['run-ambiguous', () => admin.fetch(`/api/runs/${published.runId.slice(0, 8)}`)],
    ],
    'POST /api/runs/{id}/cancel': [
      [200, cancelOne],
      ['run-is-final', () => send('POST', `${run}/cancel`)],
      ['run-not-found', () => send('POST', `/api/runs/${noId}/cancel`)],
    ],
    'POST /api/runs/{id}/replay': [
      [202, () => send('POST', `${run}/replay`)],
      [200, () => send('POST', `${run}/replay`, undefined, { prefer: 'wait=20' })],
      ['run-not-found', () => send('POST', `/api/runs/${noId}/replay`)],
      ['nothing-to-replay', replayTwice],
    ],
    'POST /api/runs/replay': [
      [200, () => post('/api/runs/replay', { filter: { state: 'failed' }, dryRun: true })],
      [202, () => post('/api/runs/replay', { ids: [published.runId, noId] })],
      ['validation-failed', () => post('/api/runs/replay', {})],
    ],
    'POST /api/runs/deal-with': [
      [200, () => post('/api/runs/deal-with', { ids: [published.runId, noId] })],
      ['validation-failed', () => post('/api/runs/deal-with', {})],
    ],
    'POST /api/runs/reopen': [[200, () => post('/api/runs/reopen', { ids: [published.runId] })]],
    ...everyQuarantineRequest({ admin, quarantined, noId }, post),
    ...everyPipelineRequest({ admin, published, noId }, { send, revalidated }),
    // After what looks at records: it takes them away.
    ...everyRegistryRequest({ admin, noId }, { send, revalidated }),
    'GET /api/schemas': [[200, () => admin.fetch('/api/schemas')], ...revalidated('/api/schemas')],
    'GET /api/telemetry': [
      [200, () => admin.fetch('/api/telemetry?topic=telemetry.live')],
      ['run-not-found', confinedPoll],
    ],
    ...everyAlertRequest(admin, send, noId),
    'GET /api/audit': [[200, () => admin.fetch('/api/audit?limit=1')]],
    'GET /health': [[200, () => admin.fetch('/health')]],
    'GET /ready': [[200, () => admin.fetch('/ready')]],
    'GET /api/system/diagnosis': [[200, () => admin.fetch('/api/system/diagnosis')]],
    'GET /metrics': [[200, () => askMetrics(admin.url)]],
  }

  return requests

  function revalidated(path: string): [number, () => Promise<Response>][] {
    return [[304, () => admin.fetch(path, { headers: { 'if-none-match': '*' } })]]
  }

  async function changePassword(currentPassword: string, newPassword: string): Promise<Response> {
    return send('POST', '/api/auth/password', { currentPassword, newPassword }, {}, await newUser(admin, 'viewer'))
  }

  async function endOwnSession(): Promise<Response> {
    const user = await newUser(admin, 'viewer')
    const { sessions } = await user.get<{ sessions: { id: string }[] }>('/api/auth/sessions')
    return send('DELETE', `/api/auth/sessions/${sessions[0]!.id}`, undefined, {}, user)
  }

  /** Of many at once, at least one is stopped before it ends. */
  async function cancelOne(): Promise<Response> {
    const lines = '{"a":1}\n'.repeat(200_000)
    const { runId } = (await (
      await admin.upload({ pipeline: 'records', format: 'ndjson', dataset: 'stopped' }, lines)
    ).json()) as { runId: string }
    return send('POST', `/api/runs/${runId}/cancel`)
  }

  /** What a run took out of quarantine is published: it can be taken no second time. */
  async function replayTwice(): Promise<Response> {
    const answer = await post('/api/quarantine/replay', {
      ids: [quarantined[2]],
      patch: [{ op: 'add', path: '', value: { cpu: 1, mem: 1, timestamp: '2026-01-02T03:04:05Z' } }],
    })
    const { runs } = (await answer.json()) as { runs: { runId: string }[] }
    await admin.ended(runs[0]!.runId)
    return send('POST', `/api/runs/${runs[0]!.runId}/replay`)
  }

  async function confinedPoll(): Promise<Response> {
    const confined = await issueKey(admin, ['read:nothing'])
    return checkedFetch(new URL(`/api/telemetry?topic=runs.${published.runId}`, admin.url), {
      headers: { authorization: `Bearer ${confined.key}` },
    })
  }
}
