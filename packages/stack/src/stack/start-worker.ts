import { join } from 'node:path'
import { startProcess, type RunningProcess } from '../processes/start-process.ts'
import type { AppOptions } from './app-options.ts'

/** Starts one worker; resolves when it takes jobs. */
export function startWorker(options: AppOptions & { stages?: string | undefined }): Promise<RunningProcess> {
  const { stages, ...app } = options
  return startProcess({
    ...app,
    command: process.execPath,
    // Records are short-lived: a larger young generation lets most of them die before they are copied.
    args: [
      '--max-semi-space-size=64',
      join(app.cwd, 'apps/worker/src/main.ts'),
      ...(stages ? ['--stages', stages] : []),
    ],
    readyWhen: (line) => line.includes('"msg":"working"'),
    stopWithinMs: 60_000,
  })
}
