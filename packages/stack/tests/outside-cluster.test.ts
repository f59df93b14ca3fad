import { chmodSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createCatalog } from '@syndicate/catalog'
import { expect, test } from 'vitest'
import { temporaryState } from '../src/local/temporary-state.ts'
import { startPostgres } from '../src/postgres/start-postgres.ts'

const isRoot = process.getuid?.() === 0

async function startAndAsk(folder: string): Promise<string> {
  const postgres = await startPostgres({
    dataDir: join(folder, 'postgres'),
    logFile: join(folder, 'postgres.log'),
    durable: false,
  })
  const catalog = createCatalog({ url: postgres.url })
  try {
    await catalog.ping()
    return postgres.url
  } finally {
    await catalog.close()
    await postgres.stop()
  }
}

test.runIf(isRoot)(
  'below a folder that nobody else may enter, a removed state folder begins anew and a kept one goes on',
  async () => {
    await using state = temporaryState()
    chmodSync(state.path, 0o700)
    const first = await startAndAsk(state.path)
    expect(await startAndAsk(state.path)).toBe(first)
    rmSync(join(state.path, 'postgres'), { recursive: true })
    expect(await startAndAsk(state.path)).not.toBe(first)
  },
)

test('a lost password is named instead of the data being thrown away', async () => {
  await using state = temporaryState()
  await startAndAsk(state.path)
  rmSync(join(state.path, 'postgres', 'password'))
  await expect(startAndAsk(state.path)).rejects.toThrow(/The password in .* is gone/)
})
