import type { Fragment, Runner } from './connect.ts'

/** The version of its pipeline that a row of `runs` went by; null where that is not known. */
export function pipelineVersionOf(sql: Runner): Fragment {
  return sql`(
    select max(made.version) from pipeline_versions made
    where made.name = runs.pipeline and made.recipe_hash = runs.recipe and made.applied_at <= runs.created_at)`
}
