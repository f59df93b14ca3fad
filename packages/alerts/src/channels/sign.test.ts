import { expect, test } from 'vitest'
import { newSecret, signed } from './sign.ts'

/** Of the specification's reference implementations, which all hold their tests to it. */
const published = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  seconds: 1614265330,
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}

test('signs as the published example does', () => {
  const { secret, id, seconds, body, signature } = published
  expect(signed(secret, id, seconds, body)).toEqual({
    'webhook-id': id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': signature,
  })
})

test('a new secret has 32 random bytes', () => {
  const [one, other] = [newSecret(), newSecret()]
  expect(Buffer.from(one.replace('whsec_', ''), 'base64')).toHaveLength(32)
  expect(one).not.toBe(other)
})
