import { expect, test } from 'vitest'
import { auditLine } from './audit-line.ts'

test('an entry is one line, whatever is in it', () => {
  const entry = {
    id: 'e',
    at: '2026-01-01T00:00:00.000Z',
    kind: 'session.login',
    outcome: 'refused',
    code: 'wrong-credentials',
    userId: null,
    keyId: null,
    route: 'POST /api/auth/login',
    target: 'ada',
    version: null,
    address: '127.0.0.1',
    agent: 'a "browser"\n1.0',
    times: 3,
  } as const
  expect(auditLine(entry)).toBe(
    '2026-01-01T00:00:00.000Z session.login refused route="POST /api/auth/login" target=ada ' +
      'code=wrong-credentials address=127.0.0.1 agent="a \\"browser\\"\\n1.0" times=3',
  )
})
