import { expect, test } from 'vitest'
import { withoutAddress } from './without-address.ts'

const url = 'https://hooks.example.org/services/T0/B%3C0SECRET?token=abc%2Fdef&sig=s3cr3t-sig'

test.each([
  ['no route for POST /services/T0/B%3C0SECRET?token=abc%2Fdef&sig=s3cr3t-sig', 'no route for POST …'],
  ['Cannot POST /services/T0/B&lt;0SECRET', 'Cannot POST …'],
  ['B%3c0SECRET is not known', '… is not known'],
  ['no such token: abc/def', 'no such token: …'],
  ['?token=abc%2Fdef&amp;sig=s3cr3t-sig', '…'],
  ['{"sig":"s3cr3t-sig"}', '{"sig":"…"}'],
  ['HTTP 404: not found', 'HTTP 404: not found'],
])('of %s is kept %s', (said, kept) => {
  expect(withoutAddress(said, url)).toBe(kept)
})
