import { describe, expect, it } from 'vitest'
import { minimal, problemsOf, read } from './testing/read-text.ts'

describe('of alerts, the environment says', () => {
  it('who takes mail, and which networks they may go to', () => {
    const env = { SMTP_URL: 'smtps://a:b@mail', MAIL_FROM: 'S <s@e.org>', ALERTS_ALLOW: '10.0.0.0/8, fd00::1' }
    expect(read(minimal, env).alerts).toMatchObject({
      mail: { url: 'smtps://a:b@mail', from: 'S <s@e.org>' },
      allow: ['10.0.0.0/8', 'fd00::1'],
    })
    expect(problemsOf(minimal, { SMTP_URL: 'smtp://mail', ALERTS_ALLOW: '10.0.0.0/33,office' })).toEqual([
      'environment MAIL_FROM: expected the sender of mails, with SMTP_URL, got nothing',
      'environment ALERTS_ALLOW: expected networks such as 10.1.0.0/16,fd00::/8, got "10.0.0.0/33"',
      'environment ALERTS_ALLOW: expected networks such as 10.1.0.0/16,fd00::/8, got "office"',
    ])
  })

  it('HASH_KEY, by which destinations are sealed, so that JWT_SECRET may be replaced', () => {
    const keyOf = (env: Record<string, string>) => read(minimal, env).alerts.sealKey
    const [one, other] = ['one-signing-secret-of-32-bytes-xyz', 'two-signing-secret-of-32-bytes-xyz']
    const hashKey = 'a key that hashes and that stays'
    expect(keyOf({ JWT_SECRET: one, HASH_KEY: hashKey })).toBe(keyOf({ JWT_SECRET: other, HASH_KEY: hashKey }))
    expect(keyOf({ JWT_SECRET: one })).not.toBe(keyOf({ JWT_SECRET: other }))
  })
})
