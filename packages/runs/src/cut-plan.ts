import type { StartedRun } from '@syndicate/catalog'
import { cutterVersion, type CutLimits } from '@syndicate/pipeline'

/** How a run's input is cut: by which version of the cutter, within which limits. Settled when the run is accepted. */
export interface CutPlan extends CutLimits {
  version: number
}

export function cutPlan(limits: CutLimits): CutPlan {
  return { version: cutterVersion, ...limits }
}

/** The plan a run was accepted with. One from before plans were kept is taken to be this process's own. */
export function cutPlanOf(run: StartedRun, limits: CutLimits): CutPlan {
  return (run.cut as CutPlan | null) ?? cutPlan(limits)
}
