import { createHash, randomBytes } from 'node:crypto'
import { connect as dial, createServer, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { connect, type Sql } from '../src/connect.ts'

const big = randomBytes(1024 * 1024)
const two = Buffer.from([1, 2])
const every: [string, Uint8Array | null][] = [
  ['nothing', new Uint8Array()],
  ['a zero', Buffer.from([0])],
  ['what is no text', Buffer.from('\\x00\u0000é\\\n"{}')],
  ['part of a larger array', new Uint8Array(big.buffer, 10, 300)],
  ['a megabyte', big],
  ['null', null],
]

const schema = `t_${randomBytes(6).toString('hex')}`
let sql: Sql
beforeAll(async () => {
  sql = connect({ url: inject('databaseUrl'), schema, poolSize: 1 })
  await sql`create schema ${sql(schema)}`
  await sql`create table things (id int generated always as identity, data bytea, note text default 'é')`
})
afterAll(() => sql.end())

/** A statement is described at first, then prepared, then run as it is known: each in its own way. */
const thrice = [1, 2, 3]

/** To be compared: a megabyte is quickly compared as text. */
function shown(data: unknown): unknown {
  return data instanceof Uint8Array ? Buffer.from(data).toString('latin1') : data
}

function shownRows(rows: Iterable<object | undefined>): unknown[] {
  return Array.from(rows, (row) =>
    Object.fromEntries(Object.entries(row!).map(([name, value]) => [name, shown(value)])),
  )
}

test.for(every)('bytes come back as they went: %s', async ([, bytes]) => {
  const data = shown(bytes)
  for (const _ of thrice) {
    const kept = await sql`insert into things (data) values (${bytes}) returning id, data, null as none, note`
    const { id } = kept[0]!
    expect(shownRows(kept)).toEqual([{ id, data, none: null, note: 'é' }])
    expect(shownRows(await sql`select data from things where id = ${id}`)).toEqual([{ data }])
    const unprepared = await sql.unsafe('select $1::bytea as data, $2::text as text', [bytes, 'x'])
    expect(shownRows(unprepared)).toEqual([{ data, text: 'x' }])
  }
})

test('the server has the same bytes', async () => {
  const hash = createHash('sha256').update(big).digest('hex')
  for (const _ of thrice)
    expect(await sql`select encode(sha256(${big}), 'hex') as hash, length(${two}::bytea) as length`).toEqual([
      { hash, length: 2 },
    ])
})

test('without parameters, as simple statements, in a cursor and among other statements', async () => {
  for (const _ of thrice) {
    expect(await sql`select '\\x0102'::bytea as data`).toEqual([{ data: two }])
    expect(await sql`select '\\x0102'::bytea as data`.simple()).toEqual([{ data: two }])
    for await (const rows of sql`select ${two} as data from generate_series(1, 3)`.cursor(2))
      expect(rows[0]).toEqual({ data: two })
    const together = await sql.begin((tx) => [tx`select ${two} as data`, tx`select 1 as n, ${big} as data`])
    expect(together.map(shownRows)).toEqual([[{ data: shown(two) }], [{ n: 1, data: shown(big) }]])
  }
})

test.for<[string, (Uint8Array | null)[]]>([
  ['of every kind', every.map(([, data]) => data)],
  ['that begins with null', [null, two]],
  ['of null', [null]],
  ['of nothing', []],
])('a list %s is a parameter as it is', async ([, list]) => {
  const expected = list.map((data) => ({ data: shown(data) }))
  for (const _ of thrice)
    for (const parameter of [list as Uint8Array[], sql.array(list as Uint8Array[], 1001)])
      expect(shownRows(await sql`select data from unnest(${parameter}::bytea[]) as _ (data)`)).toEqual(expected)
})

test('a statement planned before its table changed says the same bytes once more', async () => {
  await sql`create table changing (data bytea)`
  await sql`insert into changing values (${two})`
  const find = () => sql`select * from changing where data = ${two}`
  for (const _ of thrice) expect(await find()).toEqual([{ data: two }])
  await sql`alter table changing add column more bytea default '\\x05'`
  for (const _ of thrice) expect(await find()).toEqual([{ data: two, more: Buffer.from([5]) }])
})

test('a small value keeps no larger memory alive', async () => {
  const find = () => sql<{ data: Buffer }[]>`select ${two} as data, ${big} as other`
  for (const _ of thrice) expect((await find())[0]!.data.buffer.byteLength).toBeLessThan(100_000)
})

test('a value takes its own size on the wire, each way', async () => {
  const url = new URL(inject('databaseUrl'))
  const upstream = { port: Number(url.port), host: url.hostname }
  let sent = 0
  let received = 0
  const relay = createServer((client) => {
    const server = dial(upstream)
    client.on('data', (data) => (sent += data.length)).pipe(server)
    server.on('data', (data) => (received += data.length)).pipe(client)
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  url.host = `127.0.0.1:${(relay.address() as AddressInfo).port}`
  const through = connect({ url: url.href, poolSize: 1 })
  // A connection asks at first for all types there are, and other tests make some.
  await through`select 1`
  sent = 0
  received = 0
  await through`select ${big} as data`
  await through`select length(data) from unnest(${[big, big]}::bytea[]) as _ (data)`
  await through.end()
  relay.close()
  expect(sent).toBeLessThan(3.1 * big.length)
  expect(received).toBeLessThan(1.2 * big.length)
})
