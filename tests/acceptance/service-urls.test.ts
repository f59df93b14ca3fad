import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const projectDir = resolve(import.meta.dirname, '../..')

const programs: [string, string[]][] = [
  ['validate:etl', ['scripts/validate-etl.ts']],
  ['migrate', ['scripts/migrate.ts']],
  ['users:create', ['scripts/create-user.ts', 'ada', '--role', 'viewer']],
  ['audit:export', ['scripts/audit-export.ts']],
  ['server:etl', ['packages/stack/src/bin/serve.ts']],
  ['start', ['packages/stack/src/bin/start.ts']],
  ['the gateway', ['apps/gateway/src/main.ts']],
  ['a worker', ['apps/worker/src/main.ts']],
]

test.each(programs)(
  '%s names the variable whose password is not percent-encoded, and shows none of it',
  async (_name, args) => {
    const { code, output } = await run(args)
    expect(code).toBeGreaterThan(0)
    expect(output).toMatch(/DATABASE_URL: expected .*percent-encode it/)
    expect(output).toMatch(/REDIS_URL: expected .*percent-encode it/)
    expect(output).not.toMatch(/sEcret|node:internal|\.ts:\d/)
  },
  60_000,
)

function run(args: string[]): Promise<{ code: number; output: string }> {
  const env = {
    ...process.env,
    NODE_ENV: 'test',
    PORT: '0',
    DATABASE_URL: 'postgres://u:sEcret/b@127.0.0.1:5432/db',
    REDIS_URL: 'redis://u:sEcret%b@127.0.0.1:6379',
    JWT_SECRET: 'only for a minute, and nobody signs in with it',
  }
  return new Promise((settle) => {
    execFile(process.execPath, args, { cwd: projectDir, env, timeout: 50_000 }, (error, stdout, stderr) =>
      settle({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr }),
    )
  })
}
