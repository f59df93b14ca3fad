import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createClient } from './create-client.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A server whose clock is an hour behind, and whose sessions last a minute, as often as they are renewed. */
function setUp() {
  let over = false
  const asked: string[] = []
  const now = () => Date.now() - 3_600_000
  const server = async (address: string | URL | Request): Promise<Response> => {
    const { pathname } = new URL(address as string)
    asked.push(pathname)
    const headers = { date: new Date(now()).toUTCString() }
    if (over) return Response.json({ code: 'not-authenticated', title: 'Sign in first' }, { status: 401, headers })
    const expiresAt = new Date(now() + 60_000).toISOString()
    return Response.json({ userId: 'u', username: 'ada', role: 'admin', expiresAt, csrf: 'token' }, { headers })
  }
  const client = createClient({ url: 'http://gateway.example', fetch: server })
  return { client, asked, end: () => (over = true) }
}

test('a session is renewed past half its life, by the clock of the server, and no more once the client is closed', async () => {
  const { client, asked } = setUp()
  await client.login('ada', 'secret')
  expect(asked).toEqual(['/api/auth/login'])
  await vi.advanceTimersByTimeAsync(35_000)
  expect(asked).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(asked).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(45_000)
  expect(asked).toHaveLength(3)
  client.close()
  await vi.advanceTimersByTimeAsync(600_000)
  expect(asked).toHaveLength(3)
})

test('the end of a session is told once, and it is asked for no more', async () => {
  const { client, asked, end } = setUp()
  let told = 0
  client.onSignedOut(() => (told += 1))
  await client.session()
  end()
  await vi.advanceTimersByTimeAsync(45_000)
  expect([told, asked.length]).toEqual([1, 2])
  await expect(client.request('GET /api/runs')).rejects.toMatchObject({ code: 'not-authenticated', status: 401 })
  await vi.advanceTimersByTimeAsync(600_000)
  expect([told, asked.length]).toEqual([1, 3])
})
