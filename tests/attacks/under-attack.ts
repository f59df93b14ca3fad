import { expect } from 'vitest'
import type { Client } from '../acceptance/client.ts'
import { askMetrics } from '../acceptance/system.ts'

export const MiB = 1024 * 1024

/** What the gateway's process takes, in bytes. */
async function memoryOf(url: string): Promise<number> {
  const text = await (await askMetrics(url)).text()
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1])
}

/** Runs an attack, and expects of the gateway that it takes no more than `bytes` for it and goes on serving others. */
export async function expectToHold<T>(client: Client, bytes: number, attack: () => Promise<T>): Promise<T> {
  const before = await memoryOf(client.url)
  const outcome = await attack()
  expect((await memoryOf(client.url)) - before).toBeLessThan(bytes)
  expect((await client.fetch('/api/auth/session')).status).toBe(200)
  return outcome
}

/** How long `/health` took at most, in milliseconds, while something else went on. */
export async function slowestHealth(url: string, during: Promise<unknown>): Promise<number> {
  let slowest = 0
  let going = true
  const over = during.finally(() => (going = false))
  while (going) {
    const began = performance.now()
    expect((await fetch(new URL('/health', url))).status).toBe(200)
    slowest = Math.max(slowest, performance.now() - began)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await over
  return slowest
}

/**
 * How long the gateway's event loop stood still at most while something was done, in milliseconds. Where that was too long
 * it is done again, three times at most, and the shortest counts: a busy machine holds up everything now and then, and what the gateway does to itself it does each time.
 */
export async function longestStall(url: string, enoughMs: number, work: () => Promise<unknown>): Promise<number> {
  const stalls: number[] = []
  for (let time = 0; time < 3 && (stalls.at(-1) ?? Infinity) >= enoughMs; time += 1) {
    await stallOf(url)
    await work()
    stalls.push(await stallOf(url))
  }
  return Math.min(...stalls)
}

/** Since it was last asked for. */
async function stallOf(url: string): Promise<number> {
  const text = await (await askMetrics(url)).text()
  return Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1]) * 1000
}
