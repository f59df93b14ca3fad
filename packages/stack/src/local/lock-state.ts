import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface StateLock {
  /** Leaves a line about the holder for those who come too late. */
  note(text: string): void
  release(): void
}

/**
 * Keeps a second system off a state folder. SQLite takes the lock, because the kernel drops it with the process: unlike a
 * file with a process id in it, it can be neither stale nor stolen in a race.
 * @throws Error that says who holds it
 */
export function lockState(stateDir: string): StateLock {
  mkdirSync(stateDir, { recursive: true, mode: 0o711 })
  const noteFile = join(stateDir, 'running')
  const lock = new DatabaseSync(join(stateDir, 'lock'), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode !== 5) throw error
    throw new Error(
      `This system is already running (${readNote(noteFile)}). Stop it with Ctrl-C where it was started, or use it as it is.`,
    )
  }
  const note = (text: string) => writeFileSync(noteFile, text)
  note(`process ${process.pid}`)
  return { note, release: () => lock.close() }
}

function readNote(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return 'starting'
  }
}
