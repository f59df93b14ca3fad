import { spawn } from 'node:child_process'
import { accessSync, chmodSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const programs = ['redis-server', 'valkey-server']
const advice =
  'No redis-server or valkey-server was found. Install one (Debian and Ubuntu: apt-get install redis-server; ' +
  'Fedora: dnf install valkey; macOS: brew install redis), or set REDIS_URL to a Redis of your own.'

/** The path of a Redis server; root on a Debian gets the distribution's installed. */
export async function findRedis(env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<string> {
  const found = onPath(env)
  if (found) return found
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new Error(advice)
  log('No Redis here: installing redis-server with apt-get')
  await withoutServiceStart(async () => {
    await aptGet(env, ['update', '-q'])
    await aptGet(env, ['install', '-q', '-y', '--no-install-recommends', 'redis-server'])
  })
  const installed = onPath(env)
  if (!installed) throw new Error(advice)
  return installed
}

function onPath(env: NodeJS.ProcessEnv): string | null {
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'].filter(
    Boolean,
  )
  for (const program of programs) {
    for (const folder of folders) {
      const path = join(folder, program)
      try {
        accessSync(path, constants.X_OK)
        return path
      } catch {}
    }
  }
  return null
}

/** Debian starts a service as soon as it is installed, unless this script forbids it; ours has its own port and settings. */
async function withoutServiceStart(work: () => Promise<void>): Promise<void> {
  const policy = '/usr/sbin/policy-rc.d'
  if (existsSync(policy)) return work()
  writeFileSync(policy, '#!/bin/sh\nexit 101\n')
  chmodSync(policy, 0o755)
  try {
    await work()
  } finally {
    rmSync(policy, { force: true })
  }
}

function aptGet(env: NodeJS.ProcessEnv, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], {
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const keep = (bytes: Buffer) => (output = (output + bytes.toString('utf8')).slice(-4000))
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`apt-get ${args[0]} failed:\n${output}\n${advice}`)),
    )
  })
}
