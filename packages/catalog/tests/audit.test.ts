import postgres from 'postgres'
import { expect, inject, test } from 'vitest'
import { openCatalog } from './fixture.ts'

const entry = {
  kind: 'run.start',
  outcome: 'done',
  code: null,
  userId: null,
  keyId: null,
  target: 'r1',
  address: '127.0.0.1',
  agent: null,
  times: 1,
} as const

test('the audit trail is only ever added to', async () => {
  await using opened = await openCatalog()
  const { audit } = opened.catalog
  await audit.add([
    { ...entry, at: new Date(1) },
    { ...entry, at: new Date(2), target: null },
  ])
  const sql = postgres(inject('databaseUrl'), {
    connection: { search_path: opened.schema },
    max: 1,
    onnotice: () => {},
  })
  for (const change of ["update audit set target = 'x'", 'delete from audit', 'truncate audit']) {
    await expect(sql.unsafe(change)).rejects.toThrow('only ever added to')
  }
  await sql.end()
  const { entries } = await audit.list({ limit: 10 })
  expect(entries.map(({ at, target }) => [at, target])).toEqual([
    ['1970-01-01T00:00:00.002Z', null],
    ['1970-01-01T00:00:00.001Z', 'r1'],
  ])
})
