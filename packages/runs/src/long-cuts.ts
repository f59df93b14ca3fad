/** Thrown by a verb that could go on, and leaves its place to others for a moment. */
export class NotNow extends Error {
  override readonly name = 'NotNow'
}

export interface LongCuts {
  /** Lets one more long input be cut here. @returns how to say that it is done. Throws NotNow when there are enough. */
  enter(): () => void
}

/**
 * Bounds how many long inputs a process cuts at once, below how many inputs it cuts at all: however many large uploads
 * there are, a small one always finds somebody to cut it.
 */
export function createLongCuts(most: number): LongCuts {
  let cutting = 0
  return {
    enter() {
      if (cutting >= most) throw new NotNow('Enough long inputs are being cut here')
      cutting++
      let left = false
      return () => {
        if (!left) cutting--
        left = true
      }
    },
  }
}
