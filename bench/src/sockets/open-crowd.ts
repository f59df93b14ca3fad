import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Session } from '../client/sign-in.ts'

export type CrowdAsk = { kind: 'open'; session: Session; count: number } | { kind: 'begin' } | { kind: 'report' }

/** What all sockets heard since the counting began. */
export interface CrowdReport {
  events: number
  /** Heard by the socket that heard least, and most. */
  least: number
  most: number
  /** Announced by the server, or seen as a jump of `seq`. */
  gaps: number
  closed: number
  /** How many events came so many whole milliseconds after they happened. */
  delays: number[]
}

export interface Crowd {
  pid: number
  begin(): Promise<void>
  report(): Promise<CrowdReport>
  close(): void
}

/** Opens sockets that follow `telemetry.live`, all in one process beside this one. @returns once all are subscribed */
export async function openCrowd(session: Session, count: number): Promise<Crowd> {
  const child = fork(join(import.meta.dirname, 'crowd-process.ts'))
  await ask(child, { kind: 'open', session, count })
  return {
    pid: child.pid ?? 0,
    begin: async () => void (await ask(child, { kind: 'begin' })),
    report: () => ask<CrowdReport>(child, { kind: 'report' }),
    close: () => child.disconnect(),
  }
}

async function ask<T>(child: ChildProcess, question: CrowdAsk): Promise<T> {
  const gone = once(child, 'exit').then(() => Promise.reject(new Error('The process with the sockets ended early')))
  child.send(question)
  const [answer] = (await Promise.race([once(child, 'message'), gone])) as [T]
  return answer
}
