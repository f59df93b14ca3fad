import type { RunProgress } from './progress-of.ts'

export interface Progress {
  show(progress: RunProgress): void
  /** Leaves the last state standing on a line of its own. */
  end(): void
}

/** As much of a terminal as it takes. */
export interface Screen {
  isTTY?: boolean
  columns?: number
  write(text: string): unknown
}

const cells = 24

/** A bar that moves on a terminal; elsewhere a plain line whenever a further quarter is done. */
export function createProgress(name: string, screen: Screen): Progress {
  let lastQuarter = -1
  let shown = ''
  return {
    show({ fraction, text }) {
      const line = `  ${name.padEnd(10)} ${bar(fraction)} ${String(Math.floor(fraction * 100)).padStart(3)} %  ${text}`
      if (line === shown) return
      shown = line
      if (screen.isTTY) {
        screen.write(`\r\u001B[K${line.slice(0, (screen.columns ?? 80) - 1)}`)
        return
      }
      const quarter = Math.floor(fraction * 4)
      if (quarter !== lastQuarter) screen.write(`${line}\n`)
      lastQuarter = quarter
    },
    end: () => void (screen.isTTY && screen.write('\n')),
  }
}

function bar(fraction: number): string {
  const full = Math.round(fraction * cells)
  return `[${'█'.repeat(full)}${'░'.repeat(cells - full)}]`
}
