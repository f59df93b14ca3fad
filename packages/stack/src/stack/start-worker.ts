import { join } from 'node:path'
import { startProcess, type RunningProcess } from '../processes/start-process.ts'
import type { AppOptions } from './app-options.ts'

/**
 * A heap that begins small is collected over and over while it grows, for the buffers outside of it count as well: a large run
 * cost half as much CPU again in the workers without the second flag. It reserves; what is not used takes no memory.
 */
export const workerFlags = ['--max-semi-space-size=16', '--initial-heap-size=256']

/** Starts one worker; resolves when it takes jobs. */
export function startWorker(options: AppOptions & { stages?: string | undefined }): Promise<RunningProcess> {
  const { stages, ...app } = options
  return startProcess({
    ...app,
    // Its threads would each keep freed memory in places of their own.
    env: { MALLOC_ARENA_MAX: '2', ...app.env },
    command: process.execPath,
    args: [...workerFlags, join(app.cwd, 'apps/worker/src/main.ts'), ...(stages ? ['--stages', stages] : [])],
    readyWhen: (line) => line.includes('"msg":"working"'),
    stopWithinMs: 60_000,
  })
}
