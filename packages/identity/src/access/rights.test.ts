import type { Right, Role } from '@syndicate/contracts'
import { describe, expect, test } from 'vitest'
import { datasetsOf } from './datasets.ts'
import type { Principal } from './principal.ts'
import { hasRight, requireRight, requireStart } from './rights.ts'

const rights: Right[] = ['read', 'start', 'operate', 'administer']
const person = { userId: 'u', username: 'ada', expiresAt: new Date(0) }
const somebody = (role: Role): Principal => ({
  ...person,
  role,
  via: 'session',
  source: 'local',
  sid: 's',
  createdAt: new Date(0),
})
const program = (role: Role, ...scopes: string[]): Principal => ({ ...person, role, via: 'key', keyId: 'k', scopes })
const rightsOf = (principal: Principal) => rights.filter((right) => hasRight(principal, right))

describe('rights', () => {
  test.each<[Principal, Right[]]>([
    [somebody('viewer'), ['read']],
    [somebody('operator'), ['read', 'start', 'operate']],
    [somebody('admin'), rights],
    [program('admin'), []],
    [program('admin', 'read'), ['read']],
    [program('admin', 'start'), ['start']],
    [program('admin', 'start:orders'), ['start']],
    [program('admin', 'start:orders/shop'), ['start']],
    [program('viewer', 'start:orders'), []],
    [program('admin', 'operate'), ['start', 'operate']],
    [program('admin', 'administer'), ['administer']],
    [program('operator', 'administer', 'operate', 'read'), ['read', 'start', 'operate']],
    [program('viewer', 'administer', 'operate', 'start', 'read:x'), ['read']],
  ])('%j', (principal, expected) => {
    expect(rightsOf(principal)).toEqual(expected)
  })

  test('that are missing are named', () => {
    expect(() => requireRight(somebody('viewer'), 'operate')).toThrow('This needs the role operator')
    expect(() => requireRight(program('admin', 'read'), 'start')).toThrow('and a key with the scope start')
  })
})

test.each<[Principal, string[]]>([
  [somebody('operator'), ['a/a', 'a/x', 'b/a']],
  [program('operator', 'start'), ['a/a', 'a/x', 'b/a']],
  [program('operator', 'start:b', 'operate'), ['a/a', 'a/x', 'b/a']],
  [program('operator', 'start:a'), ['a/a', 'a/x']],
  [program('operator', 'start:a/x'), ['a/x']],
  [program('operator', 'start:a/a', 'start:b'), ['a/a', 'b/a']],
  [program('operator', 'start:a/'), []],
  [program('operator', 'read'), []],
  [program('viewer', 'start:a'), []],
  [somebody('viewer'), []],
])('%j starts what it may', (principal, expected) => {
  const refused = ['a/a', 'a/x', 'b/a'].filter((each) => !expected.includes(each))
  const start = (each: string) => () => {
    const [pipeline, dataset] = each.split('/') as [string, string]
    requireStart(principal, { pipeline, dataset })
  }
  for (const each of expected) expect(start(each)).not.toThrow()
  for (const each of refused) expect(start(each)).toThrow(expect.objectContaining({ code: 'forbidden' }))
})

test('a key reads what it names, one scope for all wins, and people read everything', () => {
  expect(datasetsOf(program('viewer', 'read:a', 'start', 'read:b'), 'read')).toEqual(new Set(['a', 'b']))
  expect(datasetsOf(program('viewer', 'read:a', 'read'), 'read')).toBeNull()
  expect(datasetsOf(somebody('viewer'), 'read')).toBeNull()
  expect(datasetsOf(program('operator', 'operate'), 'read')).toEqual(new Set())
})

test('a key operates on what it names to read, and on everything where it names nothing', () => {
  expect(datasetsOf(program('operator', 'operate', 'read:a'), 'operate')).toEqual(new Set(['a']))
  expect(datasetsOf(program('operator', 'operate', 'read:a', 'read'), 'operate')).toBeNull()
  expect(datasetsOf(program('operator', 'operate'), 'operate')).toBeNull()
  expect(datasetsOf(somebody('operator'), 'operate')).toBeNull()
})
