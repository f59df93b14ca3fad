import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeOf, cookieOf, json, openGateway, password, type OpenGateway } from './fixture.ts'

let gateway: OpenGateway

beforeAll(async () => {
  gateway = await openGateway()
})
afterAll(() => gateway[Symbol.asyncDispose]())

/** From an address of one's own, as a proxy would tell: so that tries are counted by account alone. */
let addresses = 0
const anyAddress = () => `198.51.100.${(addresses += 1)}`

async function trusting(): Promise<OpenGateway> {
  return openGateway({ connectivity: { trustProxy: ['127.0.0.1'] } })
}

function login(url: string, username: string, secret: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/api/auth/login`, json({ username, password: secret }, headers))
}

const wrongly = (url: string, username: string, headers = {}) =>
  login(url, username, 'a wrong guess', { 'x-forwarded-for': anyAddress(), ...headers })

describe('wrong tries at an account', () => {
  test('from anywhere, at any gateway, at once: ten are checked, and unknown users are no different', async () => {
    await using here = await trusting()
    const there = await here.beside()
    const { username } = await here.enter('viewer')
    for (const name of [username, 'nobody-of-that-name']) {
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, index) => wrongly(index % 2 ? here.url : there.url, name)),
      )
      const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b)
      expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), ...Array.from({ length: 6 }, () => 429)])
      const slowed = answers.find(({ status }) => status === 429)!
      expect(await codeOf(slowed)).toBe('too-many-requests')
      expect(Number(slowed.headers.get('retry-after'))).toBe(60)
    }
    // Whoever knows the password waits as well, unless the account knows the device; another account is not concerned.
    expect((await login(here.url, username, password, { 'x-forwarded-for': anyAddress() })).status).toBe(429)
    expect((await here.enter('viewer')).cookie).toContain('gsession')
  })

  test('do not keep out whoever signed in from the same device before', async () => {
    await using here = await trusting()
    const { username } = await here.enter('viewer')
    const device = /gdevice=[^;]+/.exec(cookieOf(await login(here.url, username, password)))![0]
    for (let round = 0; round < 11; round += 1) await wrongly(here.url, username)
    expect((await login(here.url, username, password, { 'x-forwarded-for': anyAddress() })).status).toBe(429)
    const known = await login(here.url, username, password, { cookie: device, 'x-forwarded-for': anyAddress() })
    expect(known.status).toBe(200)

    const { username: neighbour } = await here.enter('viewer')
    for (let round = 0; round < 10; round += 1) await wrongly(here.url, neighbour, { cookie: device })
    expect((await wrongly(here.url, neighbour, { cookie: device })).status, 'known to one account only').toBe(429)
    for (let round = 0; round < 10; round += 1)
      expect((await wrongly(here.url, username, { cookie: device })).status).toBe(401)
    expect((await wrongly(here.url, username, { cookie: device })).status, 'and good for ten tries').toBe(429)
  })
})

test('a neighbour who uses up the tries and the requests of a network keeps no known device out', async () => {
  await using here = await openGateway({ limits: { addressRequestsPerMinute: 50, requestsPerMinute: 15 } })
  const { username } = await here.enter('viewer')
  const cookie = /gdevice=[^;]+/.exec(cookieOf(await login(here.url, username, password)))![0]
  for (let round = 0; round < 30; round += 1) await login(here.url, `guess-${round}`, 'a wrong guess')
  expect((await login(here.url, username, password)).status, 'from a device it does not know').toBe(429)
  expect((await login(here.url, username, 'a slip', { cookie })).status).toBe(401)
  expect((await login(here.url, username, password, { cookie })).status).toBe(200)

  for (let round = 0; round < 20; round += 1) await login(here.url, `guess-${round}`, 'a wrong guess')
  const flooded = await login(here.url, 'guess', 'a wrong guess')
  expect([flooded.status, flooded.headers.get('ratelimit-policy')]).toEqual([429, '"address";q=50;w=60'])
  expect((await login(here.url, username, password, { cookie })).status).toBe(200)
  // The device has a limit as well, whatever number of them an account knows.
  for (let more = 0; more < 12; more += 1) await login(here.url, username, password, { cookie })
  const last = await login(here.url, username, password, { cookie })
  expect([last.status, last.headers.get('ratelimit-policy')]).toEqual([429, '"device";q=15;w=60'])
})

test('thirty wrong tries from a network are checked in a minute, whatever the accounts; right ones do not count', async () => {
  const { username } = await gateway.enter('viewer')
  for (let round = 0; round < 31; round += 1) expect((await login(gateway.url, username, password)).status).toBe(200)
  const statuses: number[] = []
  for (let round = 0; round < 32; round += 1) {
    const forged = { 'x-forwarded-for': anyAddress() }
    statuses.push((await login(gateway.url, `guess-${round}`, 'a wrong guess', forged)).status)
  }
  expect(statuses).toEqual([...Array.from({ length: 30 }, () => 401), 429, 429])
})

test('without Redis people sign in, and wrong tries are counted here', async () => {
  await using here = await openGateway()
  const { username } = await here.enter('viewer')
  const cut = await here.beside({ redisUrl: 'redis://127.0.0.1:1' })
  expect((await login(cut.url, username, password)).status).toBe(200)
  const statuses: number[] = []
  for (let round = 0; round < 12; round += 1) statuses.push((await login(cut.url, username, 'a wrong guess')).status)
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429])
})
