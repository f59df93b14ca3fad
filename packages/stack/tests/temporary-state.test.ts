import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryState } from '../src/local/temporary-state.ts'
import { startPostgres } from '../src/postgres/start-postgres.ts'

test.runIf(process.getuid?.() === 0)(
  'root runs PostgreSQL below a folder nobody else may enter, and nothing of it stays',
  async () => {
    await using state = temporaryState()
    chmodSync(state.path, 0o700)
    const postgres = await startPostgres({
      dataDir: join(state.path, 'postgres'),
      logFile: join(state.path, 'postgres.log'),
      durable: false,
    })
    await postgres.stop()
    const outside = readFileSync(join(state.path, 'postgres', 'data-is-in'), 'utf8').trim()
    expect(existsSync(join(outside, 'data', 'PG_VERSION'))).toBe(true)
    state.remove()
    expect(existsSync(outside)).toBe(false)
    expect(existsSync(state.path)).toBe(false)
  },
)
