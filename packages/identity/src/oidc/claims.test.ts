import { describe, expect, test } from 'vitest'
import { claimAt, hasAllowedEmail, nameOf, roleOf, type ClaimRules } from './claims.ts'

const rules: ClaimRules = { nameClaim: 'preferred_username', roles: {}, allowedDomains: [] }

test('a claim is found by its name, by a path, and by a name that has dots', () => {
  const claims = {
    groups: ['a'],
    realm_access: { roles: ['b'] },
    'https://x.example/roles': 'c',
    'a.b': { 'c.d': 'e' },
  }
  const found = ['groups', 'realm_access.roles', 'https://x.example/roles', 'a.b.c.d'].map((path) =>
    claimAt(claims, path),
  )
  expect(found).toEqual([['a'], ['b'], 'c', 'e'])
  for (const path of ['nothing', 'realm_access.roles.0.x', '__proto__', 'constructor.name'])
    expect([path, claimAt(claims, path)]).toEqual([path, undefined])
})

describe('a role', () => {
  const named: ClaimRules = { ...rules, roleClaim: 'groups', roles: { ops: 'operator', boss: 'admin', all: 'viewer' } }

  test.each([
    [['all', 'boss', 'ops'], 'admin'],
    ['ops', 'operator'],
    [['unknown', 7, null, { boss: true }], null],
    [undefined, null],
    [['toString', '__proto__', 'Boss', 'boss '], null],
  ])('of %j is %s', (groups, role) => expect(roleOf({ groups }, named)).toBe(role))

  test('is what there is without one, where that is said', () => {
    expect(roleOf({ groups: [] }, { ...named, defaultRole: 'viewer' })).toBe('viewer')
    expect(roleOf({ groups: ['boss'] }, { ...named, defaultRole: 'viewer' })).toBe('admin')
    expect(roleOf({ groups: ['boss'] }, { ...rules, defaultRole: 'viewer' })).toBe('viewer')
  })
})

test('an address is of a domain when verified, and of that one', () => {
  const of = (email: unknown, verified: unknown) =>
    hasAllowedEmail({ email, email_verified: verified }, { ...rules, allowedDomains: ['example.org'] })
  expect([of('a@example.org', true), of('A@EXAMPLE.ORG', 'true')]).toEqual([true, true])
  expect([of('a@example.org', undefined), of('a@example.org', 'yes'), of(['a@example.org'], true)]).toEqual([
    false,
    false,
    false,
  ])
  expect([of('a@sub.example.org', true), of('example.org', true), of('a@example.org@evil.example', true)]).toEqual([
    false,
    false,
    false,
  ])
})

test.each([
  [{ preferred_username: 'Ada Lovelace' }, 'Ada-Lovelace'],
  [{ preferred_username: 'zoë@example.org' }, 'zoe@example.org'],
  [{ preferred_username: '<script>' }, 'script-'],
  [{ preferred_username: '阿', email: 'a@example.org', email_verified: true }, 'a@example.org'],
  [{ email: 'a@example.org', sub: '248289761001' }, '248289761001'],
  [{ preferred_username: 'x'.repeat(200) }, 'x'.repeat(50)],
  [{ sub: '…' }, 'somebody'],
])('%j is called %s', (claims, name) => expect(nameOf(claims, rules)).toBe(name))

test('a name by mail address is one that is verified', () => {
  const byEmail = { ...rules, nameClaim: 'email' }
  expect(nameOf({ email: 'ceo@example.org', email_verified: false, sub: 's' }, byEmail)).toBe('s')
  expect(nameOf({ email: 'ceo@example.org', email_verified: true, sub: 's' }, byEmail)).toBe('ceo@example.org')
})
