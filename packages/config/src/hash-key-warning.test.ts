import { expect, test } from 'vitest'
import { hashKeyWarning } from './hash-key-warning.ts'
import { readConfig } from './read-config.ts'

const secret = 'k9X2v7Qp4Lm8Rt6Wz1Ns5Bd3Hf0JcYaEgTuOiP'

test.each([
  ['hashes in production with the key of another secret', true, { NODE_ENV: 'production' }],
  ['hashes by a key of its own', false, { NODE_ENV: 'production', HASH_KEY: secret.toLowerCase() }],
  ['hashes where somebody develops', false, { NODE_ENV: 'development' }],
])('a pipeline that %s is warned of: %j', (_what, isWarned, env) => {
  const config = readConfig({ text: '{}', file: 'syndicate.yaml', env: { JWT_SECRET: secret, ...env } })
  expect(hashKeyWarning(config, { steps: [{ drop: ['a'] }, { hash: ['mail'] }] }) !== undefined).toBe(isWarned)
  expect(hashKeyWarning(config, { steps: [{ drop: ['a'] }] })).toBeUndefined()
})
