import type { Condition } from '@syndicate/catalog'
import { readConfig } from '@syndicate/config'
import type { Finding } from '@syndicate/contracts'
import { expect, it } from 'vitest'
import { judgeClocks } from './clocks.ts'
import { judgePostgres, judgeSession } from './postgres.ts'
import { judgeArrival } from './request.ts'
import { judgeSettings } from './settings.ts'

const secret = 'Xk2vQ9mLr7TzBw4YpHs6NcJd8FgUa3Re'
const production = {
  NODE_ENV: 'production',
  JWT_SECRET: secret,
  HASH_KEY: secret,
  METRICS_TOKEN: secret,
  PUBLIC_URL: 'https://etl.example.org',
}
const configOf = (env: Record<string, string>, text = 'api: { etl: { maxDatabaseBytes: 10 GiB } }') =>
  readConfig({ text, file: 'syndicate.yaml', env })
const notWell = (findings: Finding[]) =>
  findings.filter(({ severity }) => severity !== 'ok').map(({ code, severity }) => `${code} ${severity}`)

const good: Condition = {
  version: '17.2',
  major: 17,
  isReadOnly: false,
  off: [],
  connections: { most: 97, open: 12 },
  bytes: 2 ** 30,
  clockAheadMs: 0,
  migrations: { missing: [], unknown: [] },
  lacking: [],
  longTransactions: [],
  unreadSlots: [],
  archiveFails: null,
  unfrozenAge: 5_000,
  dataDirectory: null,
}

it.each<[string[], Partial<Condition>]>([
  [[], {}],
  [['postgres-version error'], { version: '14.1', major: 14 }],
  [['postgres-read-only error'], { isReadOnly: true }],
  [['postgres-durability error'], { off: ['fsync', 'full_page_writes'] }],
  [['postgres-size warning'], { bytes: 9 * 2 ** 30 }],
  [['postgres-size error'], { bytes: 11 * 2 ** 30 }],
  [['postgres-archive error'], { archiveFails: '2026-01-02 03:04:05+00' }],
  [['postgres-unfrozen error'], { unfrozenAge: 1_500_000_000 }],
])('finds %j where PostgreSQL has %j', (findings, change) =>
  expect(notWell(judgePostgres({ ...good, ...change }, configOf(production)))).toEqual(findings),
)

it('forgives tests what production may not have', () => {
  expect(notWell(judgePostgres({ ...good, off: ['fsync'] }, configOf({ NODE_ENV: 'test' })))).toEqual([
    'postgres-durability warning',
  ])
})

it.each<[string[], Record<string, string>, string?]>([
  [[], production],
  [['hash-key warning'], { ...production, HASH_KEY: '' }],
  [['metrics-token warning', 'public-url warning'], { ...production, METRICS_TOKEN: '', PUBLIC_URL: '' }],
  [
    ['jwt-secret warning', 'secure-cookies warning'],
    { NODE_ENV: 'development' },
    'api: { auth: { cookieSecure: false } }',
  ],
  [['jwt-secret error'], { JWT_SECRET: 'secret', SYNDICATE_HOST: '0.0.0.0' }],
])('finds %j in settings', (findings, env, text) =>
  expect(notWell(judgeSettings(configOf(env, text)))).toEqual(findings),
)

const arrival = { protocol: 'https', hostname: 'etl.example.org', address: '203.0.113.7', untrustedProxies: [] }

it.each<[string[], Partial<Parameters<typeof judgeArrival>[0]>]>([
  [[], {}],
  [['proxies warning'], { untrustedProxies: ['10.0.0.1'] }],
  [['transport error', 'public-url warning'], { protocol: 'http' }],
  [['public-url warning'], { hostname: 'old.example.org' }],
  // From the machine itself, as a probe or a tunnel does it.
  [[], { protocol: 'http', address: '127.0.0.1', hostname: 'localhost' }],
  [[], { protocol: 'http', address: '172.18.0.1', hostname: '127.0.0.1' }],
])('finds %j on the way of a request with %j', (findings, change) =>
  expect(notWell(judgeArrival({ ...arrival, ...change }, configOf(production)))).toEqual(findings),
)

it('names the clock that is wrong, and not all others', () => {
  const clocks = [
    { of: 'Redis', aheadMs: 0 },
    { of: 'PostgreSQL', aheadMs: 12 },
    { of: 'the worker on a', aheadMs: -2_500 },
    { of: 'the worker on b', aheadMs: 20_000 },
    { of: 'this gateway', aheadMs: 5 },
  ]
  expect(judgeClocks(clocks)).toMatchObject([
    { severity: 'warning', what: 'The clock of the worker on a is 2.5 s behind the others' },
    { severity: 'error', what: 'The clock of the worker on b is 20.0 s ahead of the others' },
  ])
  expect(notWell(judgeClocks(clocks.slice(0, 2)))).toEqual([])
})

it.each([
  ['ok: PostgreSQL answers', {}],
  ['ok: PostgreSQL answers, through a pooler', { isThroughPooler: true }],
  ['ok: PostgreSQL answers, through a pooler by the transaction', { isThroughPooler: true, isPooled: true }],
  ['warning: PostgreSQL itself answers, and', { isPooled: true }],
  ['warning: PostgreSQL answers; a pooler in between drops plan_cache_mode', { dropped: ['plan_cache_mode'] }],
])('says "%s" of the way to PostgreSQL', (said, changes) => {
  const { severity, what } = judgeSession({ isThroughPooler: false, isPooled: false, dropped: [], ...changes })
  expect(`${severity}: ${what}`).toContain(said)
})
