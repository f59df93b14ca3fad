import type { PipelineVersion } from '@syndicate/contracts'

/** Who made a version of a pipeline. */
export function sourceInWords({ source, appliedBy }: Pick<PipelineVersion, 'source' | 'appliedBy'>): string {
  if (appliedBy !== null) return appliedBy
  if (source === 'api') return 'somebody who is gone'
  return source === 'file' ? 'a file' : 'built in'
}
