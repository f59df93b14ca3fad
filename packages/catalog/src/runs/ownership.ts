import { ProblemError } from '@syndicate/contracts'
import type { Fragment, Runner } from '../connect.ts'

export interface Ownership {
  pipeline: string
  dataset: string
  /**
   * The pipelines that the configuration lets write to this dataset. Left out or null where it says nothing of it: then the
   * dataset belongs to the pipeline that publishes there first.
   */
  writers?: readonly string[] | null
}

/** Whether the configuration lets this pipeline write there, whoever the dataset belongs to. */
export function shares({ pipeline, writers }: Ownership): boolean {
  return writers?.includes(pipeline) ?? false
}

/** Whether the configuration gives the dataset to others. */
export function isBarred({ pipeline, writers }: Ownership): boolean {
  return writers ? !writers.includes(pipeline) : false
}

/** Whether the dataset is another pipeline's. */
export function isTaken(sql: Runner, run: Ownership): Fragment {
  if (shares(run)) return sql`false`
  if (isBarred(run)) return sql`true`
  return sql`exists (select from datasets where name = ${run.dataset} and owner <> ${run.pipeline})`
}

/** Who it belongs to, for `taken`. */
export function ownerOf(sql: Runner, { dataset }: Ownership): Fragment {
  return sql`(select owner from datasets where name = ${dataset})`
}

export function taken({ pipeline, dataset, writers }: Ownership, owner: string | null): ProblemError {
  const others = writers?.join(', ') ?? owner ?? 'another'
  return new ProblemError(
    'dataset-taken',
    `Dataset ${dataset} belongs to pipeline ${others}. Choose another, or list it under \`datasets\` of pipeline ${pipeline} in the configuration`,
  )
}
