import type { ReadOptions } from '@syndicate/contracts'
import { cutterVersion, type CutLimits } from '@syndicate/pipeline'

/** How an input is cut: by which version of the cutter, within which limits, read in which way. Settled once for each input. */
export interface CutPlan extends CutLimits {
  version: number
  /** Not there on inputs that came when nothing could be said of it. */
  reading?: ReadOptions
  /** The ordinal of the first chunk, where that is not the one behind the parts that came. */
  first?: number
}

/** Far behind all parts that an earlier version may have made. */
const ordinalsEach = 1_000_000

export function cutPlan(limits: CutLimits, reading: ReadOptions = {}): CutPlan {
  return { version: cutterVersion, ...limits, reading }
}

/** The same for an input that an earlier version has not cut to its end: of what that has made, nothing is used. */
export function cutAnew(earlier: CutPlan): CutPlan {
  return { ...earlier, version: cutterVersion, first: cutterVersion * ordinalsEach }
}
