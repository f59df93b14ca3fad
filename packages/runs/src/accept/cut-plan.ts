import type { ReadOptions } from '@syndicate/contracts'
import { cutterVersion, type CutLimits } from '@syndicate/pipeline'

/** How an input is cut: by which version of the cutter, within which limits, read in which way. Settled once for each input. */
export interface CutPlan extends CutLimits {
  version: number
  /** Not there on inputs that came when nothing could be said of it. */
  reading?: ReadOptions
}

export function cutPlan(limits: CutLimits, reading: ReadOptions = {}): CutPlan {
  return { version: cutterVersion, ...limits, reading }
}
