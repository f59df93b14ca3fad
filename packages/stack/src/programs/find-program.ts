import { spawn } from 'node:child_process'
import { accessSync, chmodSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface Program {
  /** What it is for people. */
  title: string
  /** The names it may have, the best first. */
  commands: string[]
  /** What Debian calls it. */
  debianPackage: string
  /** How to get it by hand. */
  advice: string
}

/**
 * The path of a program of the host; root on a Debian gets the distribution's installed.
 * @throws Error with the advice when there is none
 */
export async function findProgram(
  { title, commands, debianPackage, advice }: Program,
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<string> {
  const found = onPath(commands, env)
  if (found) return found
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new Error(advice)
  log(`No ${title} here: installing ${debianPackage} with apt-get`)
  try {
    await withoutServiceStart(async () => {
      await aptGet(env, ['update', '-q'])
      await aptGet(env, ['install', '-q', '-y', '--no-install-recommends', debianPackage])
    })
  } catch (cause) {
    throw new Error(`${(cause as Error).message}\n${advice}`, { cause })
  }
  const installed = onPath(commands, env)
  if (!installed) throw new Error(advice)
  return installed
}

function onPath(commands: string[], env: NodeJS.ProcessEnv): string | null {
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'].filter(
    Boolean,
  )
  for (const command of commands) {
    for (const folder of folders) {
      const path = join(folder, command)
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
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`apt-get ${args[0]} failed:\n${output}`))))
  })
}
