import { freePort } from '@syndicate/stack'
import { expect, inject, test } from 'vitest'
import { connect } from '../src/connect.ts'

const url = inject('databaseUrl')
const { host } = new URL(url)
const nobody = async () => `127.0.0.1:${await freePort(0)}`

async function answerOf(hosts: string, query = ''): Promise<number> {
  const sql = connect({ url: `${url.replace(host, hosts)}${query}`, poolSize: 1 })
  try {
    const [row] = await sql<{ one: number }[]>`select 1 as one`
    return row!.one
  } finally {
    await sql.end({ timeout: 1 })
  }
}

test('of several hosts, the next is asked where one does not answer', async () => {
  expect(await answerOf(`${await nobody()},${await nobody()},${host}`)).toBe(1)
})

test('when none answers, that is said at once', async () => {
  await expect(answerOf(`${await nobody()},${await nobody()}`)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('when none takes writes, that is said too', async () => {
  const query = '?target_session_attrs=read-write'
  expect(await answerOf(`${await nobody()},${host}`, query)).toBe(1)
  const readOnly = `${query}&default_transaction_read_only=on`
  await expect(answerOf(`${host},${host}`, readOnly)).rejects.toMatchObject({ code: 'UNSUITABLE_HOST' })
})
