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

/** `sales-2` where there is a `sales`. */
export function freeName(taken: NamesTaken | undefined, name: string): string {
  for (let number = 2; ; number += 1) {
    const ending = `-${number}`
    const free = name.replace(/-\d+$/, '').slice(0, 63 - ending.length) + ending
    if (!taken?.has(free)) return free
  }
}
