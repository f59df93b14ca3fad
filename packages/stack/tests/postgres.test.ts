import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCatalog } from '@syndicate/catalog'
import { expect, test } from 'vitest'
import { startPostgres } from '../src/postgres/start-postgres.ts'
import { temporaryState } from '../src/local/temporary-state.ts'

const user = { username: 'somebody', passwordHash: 'none', role: 'viewer' } as const

function optionsFor(folder: string) {
  return { dataDir: join(folder, 'postgres'), logFile: join(folder, 'postgres.log'), durable: false }
}

function clusterOf(folder: string): string {
  const home = join(folder, 'postgres')
  return readdirSync(home).includes('cluster') ? join(home, 'cluster', 'data') : join(home, 'data')
}

async function withCatalog<T>(url: string, ask: (catalog: ReturnType<typeof createCatalog>) => Promise<T>): Promise<T> {
  const catalog = createCatalog({ url })
  try {
    return await ask(catalog)
  } finally {
    await catalog.close()
  }
}

test('a second start finds what the first one stored, under the same address', async () => {
  await using folder = temporaryState()
  const first = await startPostgres(optionsFor(folder.path))
  try {
    await withCatalog(first.url, async (catalog) => (await catalog.migrate(), await catalog.users.create(user)))
  } finally {
    await first.stop()
  }
  expect(readdirSync(clusterOf(folder.path))).not.toContain('postmaster.pid')

  const second = await startPostgres(optionsFor(folder.path))
  try {
    expect(second.url).toBe(first.url)
    expect(await withCatalog(second.url, (catalog) => catalog.users.byName('somebody'))).toMatchObject({
      username: 'somebody',
    })
  } finally {
    await second.stop()
  }
})

test('a wrong password is refused', async () => {
  await using folder = temporaryState()
  const postgres = await startPostgres(optionsFor(folder.path))
  try {
    const url = new URL(postgres.url)
    url.password = 'wrong'
    await expect(withCatalog(url.href, (catalog) => catalog.ping())).rejects.toThrow()
    await expect(withCatalog(postgres.url, (catalog) => catalog.ping())).resolves.not.toThrow()
  } finally {
    await postgres.stop()
  }
})

test('a server left over from before is ended, and its place taken', async () => {
  await using folder = temporaryState()
  const orphan = await startPostgres(optionsFor(folder.path))
  const next = await startPostgres(optionsFor(folder.path))
  try {
    expect(await orphan.process.exited).toMatchObject({ code: 0 })
    await withCatalog(next.url, (catalog) => catalog.ping())
  } finally {
    await next.stop()
  }
})

test('a postmaster.pid whose number now is another process does not stop the start', async () => {
  await using folder = temporaryState()
  await (await startPostgres(optionsFor(folder.path))).stop()
  writeFileSync(join(clusterOf(folder.path), 'postmaster.pid'), `${process.pid}\n`)
  const postgres = await startPostgres(optionsFor(folder.path))
  await postgres.stop()
  expect(postgres.process.readyLine).toContain('ready')
})

test('a cluster of another major version is refused with a message that names both', async () => {
  await using folder = temporaryState()
  await (await startPostgres(optionsFor(folder.path))).stop()
  const versionFile = join(clusterOf(folder.path), 'PG_VERSION')
  const version = readFileSync(versionFile, 'utf8').trim()
  writeFileSync(versionFile, '9.6\n')
  await expect(startPostgres(optionsFor(folder.path))).rejects.toThrow(
    new RegExp(`PostgreSQL 9\\.6, and this is PostgreSQL ${version}`),
  )
})
