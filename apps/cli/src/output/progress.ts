import { truncated } from './table.ts'

/** As much of a terminal as it takes. */
export interface Screen {
  isTTY?: boolean
  columns?: number
  write(text: string): unknown
}

export interface Progress {
  /** @param fraction from 0 to 1; undefined where nobody knows the whole */
  show(phase: string, fraction: number | undefined, text: string): void
  /** Takes the bar away. */
  end(): void
}

const wideCells = 24
const narrowCells = 10
const redrawMs = 80

/** A bar that moves on a terminal; elsewhere a plain line whenever a phase begins or a further quarter of it is done. */
export function createProgress(screen: Screen, now: () => number = Date.now): Progress {
  let shown = ''
  let drawnAt = 0
  return {
    show(phase, fraction, text) {
      const percent = fraction === undefined ? '' : ` ${String(Math.floor(fraction * 100)).padStart(3)} %`
      if (screen.isTTY) {
        if (now() - drawnAt < redrawMs && (fraction ?? 0) < 1) return
        drawnAt = now()
        const columns = screen.columns || 80
        const bar = fraction === undefined ? '' : ` ${barOf(fraction, columns < 60 ? narrowCells : wideCells)}`
        screen.write(`\r\u001B[K${truncated(`${phase.padEnd(8)}${bar}${percent}  ${text}`, columns - 1)}`)
        shown = phase
        return
      }
      const step = `${phase} ${fraction === undefined ? '' : Math.floor(fraction * 4)}`
      if (step !== shown) screen.write(`${phase}${percent}  ${text}\n`)
      shown = step
    },
    end() {
      if (screen.isTTY && shown !== '') screen.write('\r\u001B[K')
      shown = ''
    },
  }
}

export const noProgress: Progress = { show: () => undefined, end: () => undefined }

function barOf(fraction: number, cells: number): string {
  const full = Math.round(Math.min(1, fraction) * cells)
  return `[${'█'.repeat(full)}${'░'.repeat(cells - full)}]`
}
