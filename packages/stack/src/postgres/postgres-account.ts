import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { ServiceAccount } from '../local/service-account.ts'

/**
 * Whom PostgreSQL runs as. It refuses root, so root lends it the account `postgres`, made if need be, else `nobody`;
 * anybody else runs it as themselves (null).
 */
export function postgresAccount(): ServiceAccount | null {
  if (process.getuid?.() !== 0) return null
  const known = find('postgres')
  if (known) return known
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'])
  const account = find('postgres') ?? find('nobody')
  if (!account)
    throw new Error(
      'PostgreSQL refuses to run as root and there is no other account. Run as an ordinary user, or set DATABASE_URL.',
    )
  return account
}

function find(name: string): ServiceAccount | null {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) }
}
