import type { Home } from './home.ts'

/** How long an answer is good enough, in milliseconds. */
const freshMs = 250

export interface Memory {
  /** How much of its memory limit Redis uses, from 0 to 1 and beyond; 0 without a limit. At most a moment old. */
  share(): Promise<number>
  /** Whether Redis may throw away jobs and chunks to make room: it has a limit, and another policy than `noeviction`. */
  evicts(): Promise<boolean>
  /** How much Redis uses and may use, in bytes; `most` is 0 without a limit. At most a moment old. */
  bytes(): Promise<{ used: number; most: number }>
}

interface Finding {
  used: number
  most: number
  share: number
  evicts: boolean
}

export function createMemory(home: Pick<Home, 'info'>): Memory {
  let asked = Number.NEGATIVE_INFINITY
  let answer: Promise<Finding> | undefined

  async function ask(): Promise<Finding> {
    const text = await home.info('memory')
    const most = Number(field(text, 'maxmemory'))
    const used = Number(field(text, 'used_memory'))
    if (most === 0) return { used, most, share: 0, evicts: false }
    return { used, most, share: used / most, evicts: field(text, 'maxmemory_policy') !== 'noeviction' }
  }

  function look(): Promise<Finding> {
    if (answer && performance.now() - asked < freshMs) return answer
    asked = performance.now()
    answer = ask()
    // A failure is told to whoever asked, and not remembered.
    answer.catch(() => (answer = undefined))
    return answer
  }

  return {
    share: async () => (await look()).share,
    evicts: async () => (await look()).evicts,
    async bytes() {
      const { used, most } = await look()
      return { used, most }
    },
  }
}

function field(info: string, name: string): string {
  return new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1] ?? '0'
}
