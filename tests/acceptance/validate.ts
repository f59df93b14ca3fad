import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { inject } from 'vitest'

const projectDir = resolve(import.meta.dirname, '../..')

/** What `pnpm validate:etl` says of an environment, all of it. */
export function validate(given: NodeJS.ProcessEnv): Promise<string> {
  const env = {
    ...process.env,
    NODE_ENV: 'test',
    DATABASE_URL: inject('databaseUrl'),
    JWT_SECRET: 'only for a minute, and nobody signs in with it',
    ...given,
  }
  return new Promise((settle) => {
    execFile(process.execPath, ['scripts/validate-etl.ts'], { cwd: projectDir, env }, (_error, stdout, stderr) =>
      settle(stdout + stderr),
    )
  })
}
