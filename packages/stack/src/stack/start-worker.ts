import { join } from 'node:path'
import { startProcess, type RunningProcess } from '../processes/start-process.ts'
import type { AppOptions } from './app-options.ts'

/**
 * How a worker's process is run.
 * A young generation of 32 or 64 MiB costs 40 or 90 MiB of memory and made a large run no faster.
 */
export const workerFlags = ['--max-semi-space-size=16']

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
