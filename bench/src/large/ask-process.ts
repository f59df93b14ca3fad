import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/**
 * Sends a process of the benchmark a message and waits for the number it answers with: records, mostly.
 * @throws Error when it ends instead
 */
export async function askProcess(child: ChildProcess, message: object): Promise<number> {
  const gone = once(child, 'exit').then(([code]) =>
    Promise.reject(new Error(`A process of the benchmark ended early: ${code}`)),
  )
  child.send(message)
  const [answer] = (await Promise.race([once(child, 'message'), gone])) as [number]
  return answer
}
