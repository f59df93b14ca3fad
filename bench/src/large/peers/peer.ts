import type { Stack } from '@syndicate/stack'

/** Another way to have the same records of a file validated and stored. */
export interface Peer {
  /** Processes whose CPU time is its own, or that work for it. */
  pids: number[]
  /** @returns how many records are stored, as whoever did it says */
  run(file: string): Promise<number>
  /** Looks at what is stored, and removes it. @returns how many records there were */
  takeAway(): Promise<number>
  stop(): Promise<void>
}

export interface PeerContext {
  stack: Stack
  workers: number
  /** A folder of its own. */
  folder: string
}

/** Of PostgreSQL or Redis, which serve the peer as they serve us. */
export function servicePid(stack: Stack, name: 'PostgreSQL' | 'Redis'): number {
  return stack.processes().find((process) => process.name === name)?.pid ?? 0
}
