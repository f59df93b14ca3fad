import type { AuditEntry } from '@syndicate/contracts'
import { auditKinds } from '@syndicate/contracts/words'
import { expect, test } from 'vitest'
import { deedOf, nameOf, placeOf, whoOf } from './entry-in-words.ts'

const entry = (changes: Partial<AuditEntry>): AuditEntry => ({
  id: 'e',
  at: '2026-01-02T03:04:05.000Z',
  kind: 'run.cancel',
  outcome: 'done',
  code: null,
  userId: 'u1',
  keyId: null,
  route: 'POST /api/runs/:id/cancel',
  target: '019b7c1e-5a00-7000-8000-0123456789ad',
  version: null,
  address: '192.0.2.7',
  agent: 'Mozilla/5.0',
  times: 1,
  ...changes,
})

test('an entry says who did what, and what was only tried', () => {
  const names = new Map([['u1', 'ada']])
  expect(whoOf(entry({}), names)).toBe('ada')
  expect(whoOf(entry({ keyId: 'k' }), names)).toBe('ada by a key')
  expect(whoOf(entry({ userId: 'gone' }), names)).toBe('gone')
  expect(whoOf(entry({ userId: null }), names)).toBe('Somebody who had not signed in')
  expect(whoOf(entry({ userId: null, route: null, agent: 'file pipelines/a.yaml' }), names)).toBe(
    'file pipelines/a.yaml',
  )
  const signIn = entry({ kind: 'session.login', userId: null, target: 'ada' })
  expect(whoOf(signIn, names)).toBe('ada')
  expect(whoOf({ ...signIn, outcome: 'refused' }, names)).toBe('Somebody as ada')
  expect(deedOf(entry({}))).toBe('cancelled the run')
  expect(deedOf(entry({ kind: 'run.replay', target: 'dry run' }))).toBe('tried to replay')
  expect(deedOf(entry({ kind: 'dataset.erase', target: 'a, dry run' }))).toBe('tried to erase records of the dataset')
  expect(deedOf(entry({ kind: 'run.reopen', target: '3 runs' }))).toBe('opened again')
  expect(deedOf(entry({ outcome: 'refused' }))).toBe('was not let cancel the run')
  expect(deedOf(entry({ outcome: 'failed' }))).toBe('failed to cancel the run')
  expect(deedOf(entry({ kind: 'request.refused', outcome: 'refused', route: 'GET /api/users' }))).toBe(
    'was refused GET /api/users',
  )
})

test('every kind has words of its own, and what has a page is led to', () => {
  expect(new Set(auditKinds.map(nameOf)).size).toBe(auditKinds.length)
  expect(auditKinds.filter((kind) => nameOf(kind).includes('.'))).toEqual([])
  expect(placeOf(entry({}))).toBe('/runs/019b7c1e-5a00-7000-8000-0123456789ad')
  expect(placeOf(entry({ kind: 'run.replay', target: 'dry run' }))).toBeNull()
  expect(placeOf(entry({ kind: 'dataset.erase', target: 'customers, dry run' }))).toBeNull()
  expect(placeOf(entry({ kind: 'pipeline.apply', target: 'a b' }))).toBeNull()
  expect(placeOf(entry({ kind: 'dataset.rollback', target: 'a' }))).toBe('/datasets/a')
  expect(placeOf(entry({ kind: 'user.create', target: 'u2' }))).toBeNull()
})
