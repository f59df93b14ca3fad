import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeOf, openGateway, type Client, type OpenGateway } from './fixture.ts'

let gateway: OpenGateway
let admin: Client

beforeAll(async () => {
  gateway = await openGateway()
  admin = await gateway.signIn('admin')
})
afterAll(() => gateway[Symbol.asyncDispose]())

const html = { accept: 'text/html,*/*;q=0.8' }
const path = '/admin/queues'

describe('the queue board', () => {
  test('shows itself and its files to administrators, under a policy of its own', async () => {
    const page = await admin.get(path, html)
    const text = await page.text()
    expect([page.status, page.headers.get('content-security-policy')]).toEqual([
      200,
      expect.stringContaining("script-src 'self';"),
    ])
    expect(text).not.toContain('//fonts')
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe')
    expect(text).not.toMatch(/<style|style=|<script>|\son\w+=/)
    const files = [...text.matchAll(/(?:src|href)="(static\/[^"]+)"/g)].map(([, file]) => `${path}/${file}`)
    expect(files.length).toBeGreaterThan(3)
    for (const file of files) {
      const response = await admin.get(file)
      expect([file, response.status, response.headers.has('ratelimit')]).toEqual([file, 200, false])
    }
  })

  test.each([path, `${path}/`, `${path}/api/queues`, `${path}/queue/extract`, `${path}/static/favicon.ico`])(
    '%s is for those who are signed in',
    async (address) => {
      const strangers = await fetch(gateway.url + address)
      expect([strangers.status, await codeOf(strangers)]).toEqual([401, 'not-authenticated'])
      const sentAway = await fetch(gateway.url + address, { headers: html, redirect: 'manual' })
      expect([sentAway.status, sentAway.headers.get('location')]).toEqual([302, '/'])
    },
  )

  test.each(['viewer', 'operator'] as const)('is shown to a %s, who changes nothing with it', async (role) => {
    const reader = await gateway.signIn(role)
    expect((await reader.get(path, html)).status).toBe(200)
    const { queues } = (await (await reader.get(`${path}/api/queues`)).json()) as {
      queues: { readOnlyMode: boolean }[]
    }
    expect(queues.map(({ readOnlyMode }) => readOnlyMode)).toEqual([true, true, true, true])
    const changes = gateway.app.guardedRoutes.filter(
      ({ method, url }) => url.startsWith(path) && !/GET|HEAD/.test(method),
    )
    expect(changes.length).toBeGreaterThan(15)
    for (const { method, url } of changes) {
      const headers = { ...reader.headers, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }
      const address = gateway.url + url.replace(':queueName', 'load').replaceAll(/:\w+/g, 'x')
      const refused = await fetch(address, { method, headers, body: '{}' })
      expect([method, url, await codeOf(refused)]).toEqual([method, url, 'forbidden'])
    }
    const { queues: mine } = (await (await admin.get(`${path}/api/queues`)).json()) as { queues: object[] }
    expect(mine).toMatchObject(Array.from({ length: 4 }, () => ({ readOnlyMode: false, isPaused: false })))
  })

  test.each(['/%61pi/queues', '/ap%69/queues', '/api%2Fqueues', '/api//queues', '/API/queues'])(
    'tells a viewer who writes its address as %s no more',
    async (address) => {
      const reader = await gateway.signIn('viewer')
      expect(await (await reader.get(path + address)).text()).not.toContain('"readOnlyMode":false')
    },
  )

  test('shows of a job its reference and nothing else', async () => {
    const { queues } = gateway.runs.broker
    const ref = { v: 1, run: 'r1', epoch: 0, place: 1, handicap: 0, planted: 'a secret', nested: { deep: 'secret' } }
    await queues.add('extract', ref as never)
    const { queues: shown } = (await (
      await admin.get(`${path}/api/queues?activeQueue=extract&status=prioritized`)
    ).json()) as {
      queues: { name: string; jobs: { data: unknown }[] }[]
    }
    expect(shown.map(({ name }) => name)).toEqual(['extract', 'transform', 'load', 'validate'])
    expect(JSON.stringify(shown)).not.toContain('secret')
    expect(shown[0]!.jobs[0]!.data).toMatchObject({ run: 'r1', handicap: 0, planted: '[hidden]', nested: '[hidden]' })
  })

  test('changes something for a page of this origin only', async () => {
    const pause = `${gateway.url}${path}/api/queues/load/pause`
    const status = async (headers: Record<string, string>) =>
      (await fetch(pause, { method: 'PUT', headers: { cookie: admin.cookie, ...headers } })).status
    expect(await status({})).toBe(403)
    expect(await status({ origin: 'https://evil.example' })).toBe(403)
    expect(await status({ origin: 'null' })).toBe(403)
    expect(await status({ 'sec-fetch-site': 'same-site', origin: gateway.url })).toBe(403)
    expect(await status({ 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await status({ origin: gateway.url })).toBe(200)
    expect(await status({ 'sec-fetch-site': 'same-origin' })).toBe(200)
    await expect
      .poll(async () => (await (await admin.get('/api/audit?kind=queue.change&outcome=done')).json()) as object)
      .toMatchObject({ entries: [{ target: 'load' }, { target: 'load' }] })
  })

  test('says that Redis is away, and nothing about its inside', async () => {
    const cut = await gateway.beside({ redisUrl: 'redis://127.0.0.1:1' })
    const there = await cut.signIn('admin')
    const response = await there.get(`${path}/api/queues`)
    expect([response.status, await codeOf(response)]).toEqual([503, 'unavailable'])
  })

  test.each([
    'jobsPerPage=101',
    'jobsPerPage=1e999',
    'jobsPerPage=1000000',
    'page=1e999',
    'page=0x10',
    'page=1&page=2',
  ])('a page of %s is refused before Redis is asked', async (query) => {
    const response = await admin.get(`${path}/api/queues?activeQueue=load&${query}`)
    expect([response.status, await codeOf(response)]).toEqual([400, 'validation-failed'])
    expect((await admin.get(`${path}/api/queues?activeQueue=load&page=1&jobsPerPage=100`)).status).toBe(200)
  })
})
