import type { AlertDelivery, AlertRule, AuditEntry, MadeAlertDestination } from '@syndicate/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bodyOf, codeOf, openGateway, type Client, type OpenGateway } from './fixture.ts'

let gateway: OpenGateway
let admin: Client
let operator: Client

beforeAll(async () => {
  gateway = await openGateway()
  admin = await gateway.enter('admin')
  operator = await gateway.enter('operator')
})
afterAll(() => gateway[Symbol.asyncDispose]())

let made = 0
const url = 'https://hooks.example.org/T0/B0/a-token?key=another'

async function destination(wanted: object = { kind: 'webhook', url }): Promise<MadeAlertDestination> {
  const answer = await admin.post('/api/alerts/destinations', { name: `hook ${++made}`, ...wanted })
  expect(answer.status).toBe(201)
  return bodyOf<MadeAlertDestination>(answer)
}

async function refused(wanted: object): Promise<[number, string]> {
  const answer = await admin.post('/api/alerts/destinations', { name: `no ${++made}`, ...wanted })
  return [answer.status, await codeOf(answer)]
}

describe('a destination', () => {
  test('says its secret once, and nobody learns its URL', async () => {
    const { secret, ...shown } = await destination()
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(shown.address).toBe('https://hooks.example.org/…')
    const list = await (await admin.get('/api/alerts/destinations?limit=1000')).text()
    for (const hidden of ['a-token', 'another', secret!]) expect(list).not.toContain(hidden)
    expect(JSON.parse(list)).toMatchObject({ destinations: expect.arrayContaining([shown]) as unknown })
    const slack = await destination({ kind: 'slack', url })
    expect(slack).not.toHaveProperty('secret')
  })

  test.each([
    ['http://127.0.0.1:9000/'],
    ['http://2130706433/'],
    ['http://[::1]/'],
    ['http://169.254.169.254/latest/meta-data'],
    ['https://93.184.216.34:22/'],
    ['https://user:password@hooks.example.org/'],
    ['https://[not]/'],
  ])('is not at %s', async (at) => {
    expect(await refused({ kind: 'webhook', url: at })).toEqual([422, 'address-refused'])
  })

  test.each([
    [{ kind: 'webhook', url: 'ftp://hooks.example.org/' }],
    [{ kind: 'webhook', to: ['a@example.org'] }],
    [{ kind: 'email', to: ['a@example.org\r\nBcc: b@example.org'] }],
    [{ kind: 'email', to: [] }],
    [{ kind: 'pigeon', url }],
  ])('is not %j', async (wanted) => {
    expect(await refused(wanted)).toEqual([400, 'validation-failed'])
  })

  test('takes mail where there is a server for that', async () => {
    expect(await refused({ kind: 'email', to: ['a@example.org'] })).toEqual([422, 'address-refused'])
  })

  test('is for administrators to add and remove, for operators to try', async () => {
    const { id } = await destination()
    expect((await operator.post('/api/alerts/destinations', { name: 'x', kind: 'slack', url })).status).toBe(403)
    expect((await operator.send('DELETE', `/api/alerts/destinations/${id}`)).status).toBe(403)
    const tried = await operator.post(`/api/alerts/destinations/${id}/test`)
    expect([tried.status, await bodyOf<AlertDelivery>(tried)]).toMatchObject([202, { state: 'pending', attempts: 0 }])
    const viewer = await gateway.enter('viewer')
    expect((await viewer.post(`/api/alerts/destinations/${id}/test`)).status).toBe(403)
    expect((await viewer.get('/api/alerts/deliveries')).status).toBe(200)
  })

  test('is tried five times a minute at most', async () => {
    const { id } = await destination()
    const tries = Array.from({ length: 8 }, () => operator.post(`/api/alerts/destinations/${id}/test`))
    const statuses = (await Promise.all(tries)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 202)).toHaveLength(5)
    expect(statuses.filter((status) => status === 429)).toHaveLength(3)
  })
})

describe('a rule', () => {
  const when = { event: 'run-ended', states: ['failed'] }
  const add = async (changes: object) =>
    operator.post('/api/alerts/rules', { name: `rule ${++made}`, when, ...changes })

  test('is changed in part, and removed', async () => {
    const [one, other] = [await destination(), await destination()]
    const added = await bodyOf<AlertRule>(await add({ destinations: [one.id] }))
    expect(added).toMatchObject({ when, mostPerHour: 10, enabled: true, destinations: [one.id], holds: [] })
    const change = (body: object) => operator.send('PATCH', `/api/alerts/rules/${added.id}`, body)
    expect(await bodyOf(await change({ enabled: false }))).toEqual({ ...added, enabled: false })
    expect(await bodyOf(await change({ destinations: [other.id] }))).toMatchObject({
      enabled: false,
      mostPerHour: 10,
      destinations: [other.id],
    })
    const gone = await admin.send('DELETE', `/api/alerts/destinations/${other.id}`)
    expect([gone.status, await codeOf(gone)]).toEqual([409, 'destination-in-use'])
    expect((await operator.send('DELETE', `/api/alerts/rules/${added.id}`)).status).toBe(204)
    expect((await admin.send('DELETE', `/api/alerts/destinations/${other.id}`)).status).toBe(204)
  })

  test('says what its event needs, and nothing else', async () => {
    const { id } = await destination()
    const answer = await add({ destinations: [id], when: { event: 'nothing-arrived', hours: 26 } })
    expect(await bodyOf(answer)).toMatchObject({ status: 400, detail: '/body/when: nothing-arrived needs dataset' })
  })

  test('of somebody without the right is not made', async () => {
    const viewer = await gateway.enter('viewer')
    const { id } = await destination()
    expect((await viewer.post('/api/alerts/rules', { name: 'x', when, destinations: [id] })).status).toBe(403)
  })
})

test('what was done is in the audit trail, and no address or secret is', async () => {
  const { id } = await destination()
  await admin.send('DELETE', `/api/alerts/destinations/${id}`)
  const entries = async () =>
    (await bodyOf<{ entries: AuditEntry[] }>(await admin.get(`/api/audit?target=${id}`))).entries.map(
      ({ kind }) => kind,
    )
  await expect.poll(entries, { timeout: 10_000 }).toEqual(['destination.remove', 'destination.create'])
})
