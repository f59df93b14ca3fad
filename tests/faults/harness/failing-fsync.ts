import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** Whether `strace` is here and may trace. */
export function canFailFsync(): boolean {
  return spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0
}

export interface FailingFsync {
  /** Resolves when none of the processes is left, or it was stopped. */
  over: Promise<void>
  stop(): Promise<void>
}

/** Makes every fsync of these processes, their threads and what they start fail with EIO. */
export async function failFsync(pids: number[]): Promise<FailingFsync> {
  const calls = 'fsync,fdatasync,sync_file_range'
  const tracer = spawn(
    'strace',
    [
      ['-f', '-o', '/dev/null', '-e', `trace=${calls}`, '-e', `inject=${calls}:error=EIO`],
      pids.flatMap((pid) => ['-p', `${pid}`]),
    ].flat(),
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const over = new Promise<void>((resolve) => tracer.once('close', () => resolve()))
  const attached = new Promise<void>((resolve) => {
    let said = ''
    tracer.stderr.on('data', (bytes: Buffer) => {
      said += bytes.toString()
      if (said.match(/ attached|attach: /g)?.length === pids.length) resolve()
    })
  })
  await Promise.race([attached, over])
  return {
    over,
    stop() {
      // Told to end, it lets go of them.
      tracer.kill('SIGTERM')
      return over
    },
  }
}

/** The processes that this one has started and that still run. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number)
}

function parentOf(pid: string): number | null {
  try {
    // The name before it may hold anything, but no line feed; what follows its last bracket does not.
    return Number(/.*\) \S+ (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])
  } catch {
    return null
  }
}
