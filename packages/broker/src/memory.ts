import type { Redis } from 'ioredis'

/** How long an answer is good enough, in milliseconds. */
const freshMs = 250

export interface Memory {
  /** How much of its memory limit Redis uses, from 0 to 1 and beyond; 0 without a limit. At most a moment old. */
  share(): Promise<number>
}

export function createMemory(redis: Redis): Memory {
  let asked = Number.NEGATIVE_INFINITY
  let answer = Promise.resolve(0)

  async function ask(): Promise<number> {
    const text = await redis.info('memory')
    const [used, most] = [field(text, 'used_memory'), field(text, 'maxmemory')]
    return most > 0 ? used / most : 0
  }

  return {
    share() {
      if (performance.now() - asked < freshMs) return answer
      asked = performance.now()
      answer = ask()
      // A failure is told to whoever asked, and not remembered.
      answer.catch(() => (asked = Number.NEGATIVE_INFINITY))
      return answer
    },
  }
}

function field(info: string, name: string): number {
  return Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0)
}
