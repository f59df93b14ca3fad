import { writeFile } from 'node:fs/promises'

const everyMs = 5_000

/**
 * Touches the file now and every five seconds: whoever looks at its time sees a process that hangs or is stopped, without asking it
 * anything. Rejects when it cannot be written.
 */
export async function startHeartbeat(file: string): Promise<void> {
  const beat = () => writeFile(file, '')
  await beat()
  // One that fails later is seen by its absence.
  setInterval(() => void beat().catch(() => {}), everyMs).unref()
}
