import type { Dataset, Pipeline } from '@syndicate/contracts'

/** Whose a name is already. */
export interface Owner {
  /** The pipeline that would take the file; none for a dataset that is nobody's. */
  pipeline: string | undefined
  dataset: string
  isPipeline: boolean
}

export type NamesTaken = ReadonlyMap<string, Owner>

/** Names that a new pipeline with a dataset of its own cannot have. */
export function namesTaken(pipelines: Pipeline[], datasets: Dataset[]): NamesTaken {
  const live = new Set(pipelines.map(({ name }) => name))
  const ofDatasets = datasets
    .filter(({ pipeline }) => pipeline !== null)
    .map(({ name, pipeline }): [string, Owner] => [
      name,
      { pipeline: pipeline !== null && live.has(pipeline) ? pipeline : undefined, dataset: name, isPipeline: false },
    ])
  const ofPipelines = pipelines.map(({ name, dataset }): [string, Owner] => [
    name,
    { pipeline: name, dataset, isPipeline: true },
  ])
  return new Map([...ofDatasets, ...ofPipelines])
}

export function ownerOf(taken: NamesTaken | undefined, name: string): Owner | undefined {
  return taken?.get(name)
}

/** `sales-2` where there is a `sales`, `sales-3` where there is that as well. */
export function freeName(taken: NamesTaken | undefined, name: string): string {
  const counted = /^(.+)-\d+$/.exec(name)?.[1]
  // A year at the end is no count of ours.
  const stem = counted !== undefined && taken?.has(counted) ? counted : name
  for (let number = 2; ; number += 1) {
    const ending = `-${number}`
    const free = stem.slice(0, 63 - ending.length) + ending
    if (!taken?.has(free)) return free
  }
}
