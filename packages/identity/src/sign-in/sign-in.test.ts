import type { AttemptKey } from '@syndicate/broker'
import type { UserSecrets } from '@syndicate/catalog'
import { expect, test, vi } from 'vitest'
import { createPasswords } from '../passwords/passwords.ts'
import { signIn, type Credentials } from './sign-in.ts'

const real = createPasswords({ maxHashing: 1 })
const password = 'correct horse battery staple'
const passwordHash = await real.hash(password)
const ada: UserSecrets = {
  id: 'u',
  username: 'ada',
  role: 'viewer',
  passwordHash,
  passwordVersion: 0,
  disabled: false,
  source: 'local',
}

/** Records what one try does, in order. */
function setUp(changes: Partial<UserSecrets> = {}) {
  const done: string[] = []
  const counted: AttemptKey[][] = []
  const deps = {
    log: { debug: () => {}, warn: () => {} },
    users: {
      byName: async (username: string) => (done.push('looked up'), username === 'ada' ? { ...ada, ...changes } : null),
      rehash: async (_id: string, from: string, to: string) => void done.push(`rehashed ${from === to}`),
    },
    passwords: {
      ...real,
      matches: (stored: string | undefined, given: string) => (done.push('hashed'), real.matches(stored, given)),
    },
    throttle: {
      begin: async (keys: readonly AttemptKey[]) => {
        done.push('counted')
        counted.push([...keys])
        return { undo: () => void done.push('taken back') }
      },
    },
  }
  const tried = (credentials: Partial<Credentials> = {}) =>
    signIn(deps, { username: 'ada', password, address: '192.0.2.7', deviceId: null, ...credentials })
  return { deps, done, counted, tried }
}

test.each<[string, Partial<Credentials>, Partial<UserSecrets>]>([
  ['an unknown user', { username: 'eve' }, {}],
  ['a wrong password', { password: 'wrong horse' }, {}],
  ['a disabled user with the right one', {}, { disabled: true }],
  ['a user of a provider, were there a right one', {}, { source: 'oidc' }],
])('%s goes the same way, hashed once, and counts', async (_who, credentials, changes) => {
  const { done, tried } = setUp(changes)
  await expect(tried(credentials)).rejects.toMatchObject({ code: 'wrong-credentials' })
  expect(done).toEqual(['counted', 'looked up', 'hashed'])
})

test('the right password goes that way as well, and does not count', async () => {
  const { done, tried } = setUp()
  expect(await tried()).toMatchObject({ id: 'u' })
  expect(done).toEqual(['counted', 'looked up', 'hashed', 'taken back'])
})

test('a try that could not be checked does not count either', async () => {
  const { deps, done, tried } = setUp()
  deps.users.byName = () => Promise.reject(new Error('away'))
  await expect(tried()).rejects.toThrow('away')
  expect(done).toEqual(['counted', 'taken back'])
})

test('counted are account and network, or in their place the device that the account knows', async () => {
  const { counted, tried } = setUp()
  await tried({ address: '2001:db8:1:2:3::4' })
  await tried({ deviceId: 'd' })
  await tried()
  const [first, second, third] = counted.map((keys) => keys.map(({ key }) => key))
  expect(first).toEqual([expect.stringMatching(/^account:[\w-]{22}$/), 'network:2001:db8:1:2::/64'])
  expect(second).toEqual(['device:d'])
  expect(third![0]).toBe(first![0])
})

test('a hash of other parameters is verified, and made anew', async () => {
  const former = '$argon2id$v=19$m=12288,t=3,p=1$WwmhW4KAaVdFTK/b61PB3w$0XP0Zq+Fcvjyh1qyHwD00Rdkf9ny07xDU3inOr8Rcyw'
  const { deps, done, tried } = setUp({ passwordHash: former })
  deps.passwords.matches = async () => true
  await tried()
  await vi.waitFor(() => expect(done).toContain('rehashed false'), 10_000)
})
