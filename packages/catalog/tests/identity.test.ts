import { newId } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import type { NewKey } from '../src/api-keys.ts'
import { newSession, openCatalog } from './fixture.ts'
import { openReclaim } from './reclaim-fixture.ts'

const hash = { passwordHash: 'h' }

function newKey(userId: string, changes: Partial<NewKey> = {}): NewKey {
  return {
    id: newId(),
    userId,
    sid: 's',
    name: 'k',
    secretHash: Buffer.from('hash'),
    scopes: ['read:a', 'start'],
    expiresAt: new Date(Date.now() + 60_000),
    most: 100,
    ...changes,
  }
}

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

test('no key outlives a new password, or its owner being disabled, whoever comes first', async () => {
  await using open = await openCatalog()
  const { users, sessions, apiKeys } = open.catalog
  const { id } = await users.create({ username: 'ada', role: 'viewer', ...hash })
  for (let round = 0; round < 20; round += 1) {
    const sid = `s${round}`
    await sessions.create({ ...newSession(sid, id), passwordVersion: round })
    const before = newKey(id, { sid })
    await apiKeys.create(before)
    const key = newKey(id, { sid })
    await Promise.all([apiKeys.create(key), users.change(id, { passwordHash: `h${round}` })])
    expect([await apiKeys.find(before.id), await apiKeys.find(key.id)]).toEqual([null, null])
    expect(await apiKeys.create(newKey(id, { sid }))).toBeNull()
  }
  await sessions.create({ ...newSession('s', id), passwordVersion: 20 })
  const [kept, disabled] = [newKey(id), newKey(id, { sid: 't' })]
  await apiKeys.create(kept)
  expect((await users.change(id, { passwordHash: 'h', keepKeys: true })).known).toEqual(['s', kept.id])
  expect(await apiKeys.find(kept.id)).not.toBeNull()
  await users.change(id, { role: 'operator' })
  expect(await apiKeys.find(kept.id)).toMatchObject({ role: 'operator' })
  await sessions.create({ ...newSession('t', id), passwordVersion: 21 })
  await apiKeys.create(disabled)
  await users.change(id, { disabled: true })
  await users.change(id, { disabled: false })
  expect([await apiKeys.find(kept.id), await apiKeys.find(disabled.id), await sessions.find('t')]).toEqual([
    null,
    null,
    null,
  ])
})

test('who was disabled by hand has no keys either when enabled again, and who was not keeps them', async () => {
  await using open = await openReclaim()
  const { users, sessions, apiKeys } = open.catalog
  const { id } = await users.create({ username: 'ada', role: 'viewer', ...hash })
  await sessions.create(newSession('s', id))
  const key = newKey(id)
  await apiKeys.create(key)
  await users.change(id, { disabled: false })
  expect(await apiKeys.find(key.id)).not.toBeNull()
  await open.sql`update users set disabled_at = now()`
  await users.change(id, { disabled: false })
  expect(await apiKeys.find(key.id)).toBeNull()
})

test('a name is one whatever its case, and is found with blanks around it', async () => {
  await using open = await openCatalog()
  const { users } = open.catalog
  const created = await Promise.all(
    ['ada', 'Ada', 'ADA'].map((username) => users.create({ username, role: 'viewer', ...hash })),
  )
  expect(created.filter((each) => each.created)).toHaveLength(1)
  expect(new Set(created.map(({ id }) => id)).size).toBe(1)
  const { id } = created[0]!
  for (const name of ['ada', 'ADA', ' ada\t', '\u00a0Ada', '\uff41\uff44\uff41'])
    expect(await users.byName(name)).toMatchObject({ id })
  expect(await users.byName('a da')).toBeNull()
})

test('names that differed in case alone, from before they were one, are each found as written', async () => {
  await using open = await openReclaim()
  const { users } = open.catalog
  const add = async (username: string, isNamesake: boolean) => {
    const id = newId()
    await open.sql`
      insert into users (id, username, role, password_hash, namesake) values (${id}, ${username}, 'viewer', 'h', ${isNamesake})`
    return id
  }
  const [oldest, second, third] = [await add('Ada', false), await add('ada', true), await add('ADA', true)]
  expect(await users.byName('ada ')).toMatchObject({ id: second })
  expect(await users.byName('ADA')).toMatchObject({ id: third })
  expect(await users.byName('Ada')).toMatchObject({ id: oldest })
  expect(await users.byName('aDA')).toMatchObject({ id: oldest })
  expect((await users.create({ username: 'ada', role: 'viewer', ...hash })).created).toBe(false)
})

test('a key holds until it is revoked or over, or its owner disabled, and is counted', async () => {
  await using open = await openCatalog()
  const { users, sessions, apiKeys } = open.catalog
  const { id: userId } = await users.create({ username: 'ada', role: 'viewer', ...hash })
  await sessions.create(newSession('s', userId))
  const key = (changes: Partial<NewKey> = {}) => newKey(userId, { most: 2, ...changes })
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
