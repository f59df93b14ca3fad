import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { withChanges } from './session-fetch.ts'
import { createCredentialStore, type Credential } from './store.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'syndicate-store-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const session: Credential = { kind: 'session', username: 'ada', cookies: { a: '1' } }
const key: Credential = { kind: 'key', key: 'syn_x' }

it('keeps a credential for each server, readable by its owner alone', () => {
  const folder = join(home, 'deep', 'syndicate')
  const store = createCredentialStore(folder)
  expect([store.get('http://a:1'), store.lastUrl()]).toEqual([undefined, undefined])
  store.set('http://a:1', session)
  store.set('http://b', key)
  store.set('http://b/etl', { kind: 'key', key: 'syn_y' })
  store.remember('http://b')
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)
  const again = createCredentialStore(folder)
  expect([again.get('http://a:1'), again.get('http://b'), again.lastUrl()]).toEqual([session, key, 'http://b'])
  store.remove('http://a:1')
  store.remove('http://a:1')
  expect([again.get('http://a:1'), again.get('http://b')]).toEqual([undefined, key])
})

it('does not use one that others could have read', () => {
  const store = createCredentialStore(home)
  store.set('http://a', session)
  for (const file of readdirSync(home)) chmodSync(join(home, file), 0o644)
  expect(() => store.get('http://a')).toThrow('can be read by others')
})

it('follows what a server changes about cookies', () => {
  const lines = [
    'b=2; Path=/; Secure',
    'a=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
    'c=3; Max-Age=3600',
    'd=4; Max-Age=0',
  ]
  expect(withChanges({ a: '1', d: '0', e: '5' }, lines)).toEqual({ b: '2', c: '3', e: '5' })
})
