import { newId } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { newSession, openCatalog } from './fixture.ts'
import { openReclaim } from './reclaim-fixture.ts'

const hash = { passwordHash: 'h' }

test('of administrators who take each other’s place away at once, one stays', async () => {
  await using open = await openCatalog()
  const { users } = open.catalog
  const admins: string[] = []
  for (const username of ['a', 'b', 'c', 'd']) {
    const { id } = await users.create({ username, role: 'admin', ...hash })
    admins.push(id)
  }
  for (let round = 0; round < 10; round += 1) {
    const changes = await Promise.allSettled(
      admins.map((id, index) => users.change(id, index % 2 ? { disabled: true } : { role: 'viewer' })),
    )
    const refused = changes.filter((change) => change.status === 'rejected')
    expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual(['last-admin'])
    const { users: all } = await users.list({ limit: 10 })
    expect(all.filter(({ role, disabled }) => role === 'admin' && !disabled)).toHaveLength(1)
    for (const id of admins) await users.change(id, { role: 'admin', disabled: false })
  }
})

test('no session outlives the password, or the user, it was opened with', async () => {
  await using open = await openCatalog()
  const { users, sessions } = open.catalog
  const { id } = await users.create({ username: 'ada', role: 'viewer', ...hash })
  // Many times, for who comes first is open: in either order nothing is left.
  for (let round = 0; round < 20; round += 1) {
    const sid = `s${round}`
    await Promise.all([
      sessions.create({ ...newSession(sid, id), passwordVersion: round }),
      users.change(id, { passwordHash: `h${round}` }),
    ])
    expect(await sessions.find(sid)).toBeNull()
  }
  expect(await sessions.create({ ...newSession('late', id), passwordVersion: 19 })).toBeNull()
  expect(await sessions.create({ ...newSession('good', id), passwordVersion: 20 })).toEqual([])
  expect((await users.change(id, { disabled: true })).known).toEqual(['good'])
  expect(await sessions.find('good')).toBeNull()
  expect(await sessions.create({ ...newSession('never', id), passwordVersion: 20 })).toBeNull()
})

test('whoever is disabled by hand is out as well', async () => {
  await using open = await openReclaim()
  const { users, sessions } = open.catalog
  const { id } = await users.create({ username: 'ada', role: 'viewer', ...hash })
  await sessions.create(newSession('s', id))
  expect(await sessions.find('s')).not.toBeNull()
  await open.sql`update users set disabled_at = now()`
  expect(await sessions.find('s')).toBeNull()
})

test('the oldest sessions make room, and those that are over do not count', async () => {
  await using open = await openCatalog()
  const { users, sessions } = open.catalog
  const { id } = await users.create({ username: 'ada', role: 'viewer', ...hash })
  await sessions.create({ ...newSession('over', id, new Date(Date.now() - 1)), most: 2 })
  for (const sid of ['one', 'two']) expect(await sessions.create({ ...newSession(sid, id), most: 2 })).toEqual([])
  expect(await sessions.create({ ...newSession('three', id), most: 2 })).toEqual(['one'])
  expect((await sessions.list(id)).map((session) => session.id)).toEqual(['three', 'two'])
  expect(await sessions.create({ ...newSession('four', id), most: 1 })).toEqual(['three', 'two'])
})

test('a hash is replaced only while it is the one that was checked', async () => {
  await using open = await openCatalog()
  const { users } = open.catalog
  const { id } = await users.create({ username: 'ada', role: 'viewer', ...hash })
  await users.rehash(id, 'h', 'h again')
  expect(await users.byId(id)).toMatchObject({ passwordHash: 'h again', passwordVersion: 0 })
  await users.change(id, { passwordHash: 'other' })
  await users.rehash(id, 'h again', 'late')
  expect(await users.byName('ada')).toMatchObject({ passwordHash: 'other', passwordVersion: 1 })
})

test('a key holds until it is revoked or over, or its owner disabled, and is counted', async () => {
  await using open = await openCatalog()
  const { users, apiKeys } = open.catalog
  const { id: userId } = await users.create({ username: 'ada', role: 'viewer', ...hash })
  const key = (changes: object = {}) => ({
    id: newId(),
    userId,
    name: 'k',
    secretHash: Buffer.from('hash'),
    scopes: ['read:a', 'start'],
    expiresAt: new Date(Date.now() + 60_000),
    most: 2,
    ...changes,
  })
  const [one, two, over] = [key(), key(), key({ expiresAt: new Date(Date.now() - 1) })]
  for (const each of [over, one, two])
    expect(await apiKeys.create(each)).toMatchObject({ id: each.id, lastUsedAt: null })
  expect(await apiKeys.create(key())).toBeNull()
  expect(await apiKeys.find(over.id)).toBeNull()
  expect(await apiKeys.find('x')).toBeNull()
  expect(await apiKeys.find(one.id)).toMatchObject({ userId, role: 'viewer', scopes: ['read:a', 'start'] })
  expect(await apiKeys.revoke(one.id, newId())).toBe(false)
  expect(await apiKeys.revoke(one.id, userId)).toBe(true)
  expect(await apiKeys.find(one.id)).toBeNull()
  await apiKeys.used(two.id)
  const { keys } = await apiKeys.list({ userId, limit: 10 })
  expect(new Map(keys.map(({ id, lastUsedAt }) => [id, lastUsedAt !== null]))).toEqual(
    new Map([
      [two.id, true],
      [over.id, false],
    ]),
  )
  await users.change(userId, { disabled: true })
  expect(await apiKeys.find(two.id)).toBeNull()
})
