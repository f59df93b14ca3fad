import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { commandOf } from '../processes/command-of.ts'

/**
 * Clears what a server that was not stopped left in its data folder: ends it when it still runs, and removes a
 * postmaster.pid whose number now belongs to somebody else, which PostgreSQL itself would take for a living server.
 */
export async function stopOrphan(data: string): Promise<void> {
  const pidFile = join(data, 'postmaster.pid')
  const pid = readPid(pidFile)
  if (pid === null) return
  const isOurs = () => commandOf(pid)?.includes(data) ?? false
  if (!isOurs()) return rmSync(pidFile, { force: true })
  const deadline = Date.now() + 20_000
  process.kill(pid, 'SIGINT')
  while (isOurs()) {
    if (Date.now() > deadline)
      throw new Error(`PostgreSQL (process ${pid}) still runs on ${data} and does not stop. End it, then start again.`)
    await sleep(50)
  }
}

function readPid(file: string): number | null {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || null
  } catch {
    return null
  }
}
