import { createHash } from 'node:crypto'
import { newId } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { issueKey, parseKey, sameHash } from './api-key.ts'

test('a key names its id and 256 random bits, of which the SHA-256 is kept', () => {
  const id = newId()
  const { key, secretHash } = issueKey(id)
  const [, , secret = ''] = /^(syn_[0-9a-f]{32})_(.+)$/.exec(key) ?? []
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
  expect(secretHash).toEqual(createHash('sha256').update(secret).digest())
  expect(parseKey(key)).toEqual({ id, secretHash })
  expect(issueKey(id).key).not.toBe(key)
})

test('another secret does not pass', () => {
  const [one, other] = [issueKey(newId()), issueKey(newId())]
  expect(sameHash(one.secretHash, Buffer.from(one.secretHash))).toBe(true)
  expect(sameHash(one.secretHash, other.secretHash)).toBe(false)
  expect(sameHash(one.secretHash, one.secretHash.subarray(1))).toBe(false)
})

test.each([
  '',
  'syn_',
  'syn_x_y',
  `syn_${'0'.repeat(32)}_`,
  `syn_${'0'.repeat(32)}_${'A'.repeat(44)}`,
  `SYN_${'0'.repeat(32)}_${'A'.repeat(43)}`,
])('%j is no key', (key) => {
  expect(parseKey(key)).toBeNull()
})
