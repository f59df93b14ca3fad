import { expect, test } from 'vitest'
import { seal, unseal } from './seal.ts'

const [key, other] = ['a'.repeat(64), 'b'.repeat(64)]
const route = { url: 'https://hooks.example.org/T0/B0/token', secret: 'whsec_x' }

test('what is sealed is opened with its key, for its destination alone', () => {
  const sealed = seal(key, 'd1', route)
  expect(sealed.toString('latin1')).not.toContain('token')
  expect(unseal([other, key], 'd1', sealed)).toEqual(route)
  expect(() => unseal([other], 'd1', sealed)).toThrow('another HASH_KEY')
  expect(() => unseal([key], 'd2', sealed)).toThrow('another HASH_KEY')
  sealed[sealed.length - 1]! ^= 1
  expect(() => unseal([key], 'd1', sealed)).toThrow('another HASH_KEY')
})
