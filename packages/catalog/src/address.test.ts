import { expect, test } from 'vitest'
import { addressOf } from './address.ts'

test.each([
  ['postgres://one:5433,two/db', { host: ['one', 'two'], port: [5433, 5432], database: 'db' }],
  ['postgres://u@[::1]:5433,[fe80::1]/db', { user: 'u', host: ['::1', 'fe80::1'], port: [5433, 5432], database: 'db' }],
  ['postgres://u%40:p%2F:a@one', { user: 'u@', password: 'p/:a', host: ['one'], port: [5432] }],
  ['postgres://%2Frun%2Fpostgresql:5433/db', { path: '/run/postgresql/.s.PGSQL.5433', database: 'db' }],
  ['postgres:///db', { database: 'db' }],
])('%s is where libpq would look', (url, address) =>
  expect(addressOf(url)).toEqual({ ...address, isPooled: false, settings: {} }),
)

test('what is neither of the connection nor of TLS is asked of PostgreSQL', () => {
  const query = 'sslmode=prefer&channel_binding=prefer&connect_timeout=5&target_session_attrs=any&statement_timeout=5s'
  expect(addressOf(`postgres://one/db?${query}`)).toMatchObject({
    ssl: 'prefer',
    connect_timeout: 5,
    settings: { statement_timeout: '5s' },
  })
  expect(addressOf(`postgres://one/db?${query}`)).not.toHaveProperty('target_session_attrs')
})
