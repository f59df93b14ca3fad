export interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[]
  /** Ids of nodes, and microseconds since the one before. */
  samples: number[]
  timeDeltas: number[]
}

export interface SelfTime {
  /** Function, file and line. */
  where: string
  milliseconds: number
}

/** How long each function itself ran, idle time left out, the longest first. */
export function selfTimes(profile: CpuProfile): SelfTime[] {
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const times = new Map<string, number>()
  for (const [index, id] of profile.samples.entries()) {
    const where = names.get(id) ?? '(unknown)'
    times.set(where, (times.get(where) ?? 0) + (profile.timeDeltas[index] ?? 0) / 1000)
  }
  times.delete('(idle)')
  return [...times]
    .map(([where, milliseconds]) => ({ where, milliseconds }))
    .toSorted((a, b) => b.milliseconds - a.milliseconds)
}

function nameOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const name = functionName || '(anonymous)'
  if (!url) return name
  return `${name}  ${url.replace(/^.*\/(?=(node_modules|packages|apps)\/)/, '').replace(/^.*node_modules\//, '')}:${lineNumber + 1}`
}
