import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { startStack, type Stack } from '@syndicate/stack'
import { benchConfig } from './bench-config.ts'
import { benchDir } from './bench-dir.ts'
import type { Options } from './options.ts'
import { printProfiles } from './profile/print-profiles.ts'

export interface StackNeeds {
  env: NodeJS.ProcessEnv
  options: Options
  /** Rejects when the user has had enough. */
  interrupted: Promise<never>
}

/**
 * Lends a fresh system with durable settings to `work` and removes it afterwards. Its state lies in the project, because
 * a temporary folder may be in memory, where syncing costs nothing.
 */
export async function withStack<T>(needs: StackNeeds, work: (stack: Stack, folder: string) => Promise<T>): Promise<T> {
  const { options, interrupted } = needs
  mkdirSync(benchDir, { recursive: true })
  const stateDir = mkdtempSync(join(benchDir, 'stack-'))
  try {
    const stack = await startStack({ env: appEnv(needs, benchConfig(stateDir)), stateDir, workers: options.workers })
    try {
      const failed = stack.failed.then((reason) => Promise.reject(new Error(reason)))
      return await Promise.race([work(stack, stateDir), failed, interrupted])
    } finally {
      const names = new Map(stack.processes().map(({ name, pid }) => [pid, name]))
      await stack.stop()
      if (options.profile) printProfiles(options.profile, names)
    }
  } finally {
    remove(stateDir)
  }
}

/** A development system on a free port, whose PostgreSQL and Redis are its own: only so can their CPU time be counted. */
function appEnv({ env, options }: StackNeeds, config: string): NodeJS.ProcessEnv {
  return {
    ...env,
    NODE_ENV: 'development',
    PORT: '0',
    DATABASE_URL: '',
    REDIS_URL: '',
    SYNDICATE_CONFIG: config,
    ...(options.profile && { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${options.profile}` }),
  }
}

/** PostgreSQL's cluster may lie elsewhere, when its account cannot enter the project; then a note says where. */
function remove(stateDir: string): void {
  const note = join(stateDir, 'postgres', 'data-is-in')
  if (existsSync(note)) rmSync(readFileSync(note, 'utf8').trim(), { recursive: true, force: true })
  rmSync(stateDir, { recursive: true, force: true })
}
