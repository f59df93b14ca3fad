import { cutterVersion, type CutLimits } from '@syndicate/pipeline'

/** How an input is cut: by which version of the cutter, within which limits. Settled once for each input. */
export interface CutPlan extends CutLimits {
  version: number
}

export function cutPlan(limits: CutLimits): CutPlan {
  return { version: cutterVersion, ...limits }
}
