import { randomUUID } from 'node:crypto'
import { chmodSync, chownSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCatalog } from '@syndicate/catalog'
import { startPostgres, temporaryState, type Service } from '@syndicate/stack'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createAuthority, type Certified } from '../acceptance/certificate-authority.ts'

const state = temporaryState()
const folder = join(state.path, 'certificates')
mkdirSync(folder, { mode: 0o755 })
const authority = createAuthority(folder)
const other = createAuthority(folder, 'other')
const ofName = authority.certify('server', 'DNS:localhost')
const ofAddress = authority.certify('address', 'IP:127.0.0.1')
const client = authority.certify('guest')
const stranger = other.certify('guest')

/** A server of its own, for its settings are changed. */
let service: Service | undefined
let admin: postgres.Sql

beforeAll(async () => {
  service = await startPostgres({
    dataDir: join(state.path, 'postgres'),
    logFile: join(state.path, 'postgres.log'),
    durable: false,
  })
  admin = postgres(service.url, { max: 1 })
  const [row] = await admin<{ data: string; hba: string }[]>`
    select current_setting('data_directory') as data, current_setting('hba_file') as hba`
  const { uid, gid } = statSync(row!.data)
  for (const { key } of [ofName, ofAddress]) {
    chownSync(key, uid, gid)
    chmodSync(key, 0o600)
  }
  writeFileSync(row!.hba, `hostssl all guest 127.0.0.1/32 cert\n${readFileSync(row!.hba, 'utf8')}`)
  await admin`create role guest login`
  await serve(ofName)
})
afterAll(async () => {
  await admin?.end()
  await service?.stop()
  state.remove()
})

/** What PostgreSQL answers with from now on; null: no TLS. */
async function serve(tls: Certified | null): Promise<void> {
  if (tls) {
    await admin.unsafe(`alter system set ssl_cert_file = '${tls.cert}'`)
    await admin.unsafe(`alter system set ssl_key_file = '${tls.key}'`)
    await admin.unsafe(`alter system set ssl_ca_file = '${authority.ca}'`)
  }
  await admin.unsafe(`alter system set ssl = ${tls ? 'on' : 'off'}`)
  const loaded = () => admin`select pg_conf_load_time()::text as at`.then(([row]) => row!['at'] as string)
  const before = await loaded()
  await admin`select pg_reload_conf()`
  await vi.waitUntil(async () => (await loaded()) !== before, { timeout: 10_000 })
}

/** @returns whom it is to PostgreSQL, and whether it is encrypted */
async function connectionOf(query: string, { host = 'localhost', user = '' } = {}): Promise<string> {
  const url = new URL(service!.url)
  url.hostname = host
  if (user) Object.assign(url, { username: user, password: '' })
  const applicationName = `tls-${randomUUID()}`
  const catalog = createCatalog({ url: `${url.href}?${named(query)}`, poolSize: 1, applicationName })
  try {
    await catalog.ping()
    const [row] = await admin<{ name: string; ssl: boolean }[]>`
      select usename as name, ssl from pg_stat_ssl join pg_stat_activity using (pid)
      where application_name = ${applicationName}`
    return `${row!.name}, ${row!.ssl ? 'encrypted' : 'in the clear'}`
  } finally {
    await catalog.close()
  }
}

const named = (query: string) => query.replace('AUTHORITY', authority.ca).replace('OTHER', other.ca)
const trusting = 'sslrootcert=AUTHORITY'
const wrongly = 'sslrootcert=OTHER'
const asClient = ({ cert, key }: Certified) => `sslcert=${cert}&sslkey=${key}`

test.each(['', 'sslmode=disable'])('with "%s" nothing is encrypted', async (query) => {
  expect(await connectionOf(query)).toBe('syndicate, in the clear')
})

test.each([
  'sslmode=prefer',
  'sslmode=require',
  `sslmode=require&${trusting}`,
  `sslmode=verify-ca&${trusting}`,
  `sslmode=verify-full&${trusting}`,
  `sslmode=verify-full&${trusting}&sslnegotiation=direct`,
  `sslmode=verify-full&${trusting}&sslnegotiation=postgres&channel_binding=prefer&target_session_attrs=any`,
])('%s is an encrypted connection', async (query) => {
  expect(await connectionOf(query)).toBe('syndicate, encrypted')
})

test.each([`sslmode=verify-full`, `sslmode=verify-ca`])(
  '%s trusts no authority that it does not know',
  async (mode) => {
    await expect(connectionOf(mode)).rejects.toThrow(/self-signed|unable to verify|unable to get/)
    await expect(connectionOf(`${mode}&${wrongly}`)).rejects.toThrow(/self-signed|unable to verify|unable to get/)
  },
)

test('sslmode=require with an authority trusts no other, as verify-ca', async () => {
  await expect(connectionOf(`sslmode=require&${wrongly}`)).rejects.toThrow(/self-signed|unable to verify|unable to get/)
})

test('verify-full holds the name to the certificate, verify-ca does not', async () => {
  const host = '127.0.0.1'
  await expect(connectionOf(`sslmode=verify-full&${trusting}`, { host })).rejects.toThrow(/does not match certificate/)
  expect(await connectionOf(`sslmode=verify-ca&${trusting}`, { host })).toBe('syndicate, encrypted')
})

test('verify-full holds an address to the certificate as well', async () => {
  await serve(ofAddress)
  const host = '127.0.0.1'
  expect(await connectionOf(`sslmode=verify-full&${trusting}`, { host })).toBe('syndicate, encrypted')
  await expect(connectionOf(`sslmode=verify-full&${trusting}`)).rejects.toThrow(/does not match certificate/)
  await serve(ofName)
})

test('sslcert and sslkey say who somebody is, without a password', async () => {
  const tls = `sslmode=verify-full&${trusting}`
  expect(await connectionOf(`${tls}&${asClient(client)}`, { user: 'guest' })).toBe('guest, encrypted')
  await expect(connectionOf(tls, { user: 'guest' })).rejects.toThrow(/client certificate/)
  await expect(connectionOf(`${tls}&${asClient(stranger)}`, { user: 'guest' })).rejects.toThrow()
})

test('a file that cannot be read is named, before anything is asked', () => {
  const url = `postgres://localhost/db?sslmode=verify-full&sslrootcert=${folder}/none.pem`
  expect(() => createCatalog({ url })).toThrow(/^sslrootcert of DATABASE_URL cannot be read: ENOENT/)
})

test('where PostgreSQL has no TLS, prefer goes on without it, and all else says so', async () => {
  await serve(null)
  expect(await connectionOf('sslmode=prefer')).toBe('syndicate, in the clear')
  for (const query of ['sslmode=require', `sslmode=verify-full&${trusting}`])
    await expect(connectionOf(query)).rejects.toThrow('The server does not support TLS, which sslmode asks for')
  await serve(ofName)
})
