import { createCatalog } from '@syndicate/catalog'
import { freePort } from '@syndicate/stack'
import { expect, inject, test } from 'vitest'

const url = inject('databaseUrl')
const { host } = new URL(url)
const nobody = async () => `127.0.0.1:${await freePort(0)}`

async function ask(hosts: string, query = ''): Promise<void> {
  const catalog = createCatalog({ url: `${url.replace(host, hosts)}${query}`, poolSize: 1 })
  try {
    await catalog.ping()
  } finally {
    await catalog.close()
  }
}

test('of several hosts, the next is asked where one does not answer', async () => {
  await expect(ask(`${await nobody()},${await nobody()},${host}`)).resolves.toBeUndefined()
})

test('when none answers, that is said at once', async () => {
  await expect(ask(`${await nobody()},${await nobody()}`)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('when none takes writes, that is said too', async () => {
  const query = '?target_session_attrs=read-write'
  await ask(`${await nobody()},${host}`, query)
  const readOnly = `${query}&default_transaction_read_only=on`
  await expect(ask(`${host},${host}`, readOnly)).rejects.toMatchObject({ code: 'UNSUITABLE_HOST' })
})
