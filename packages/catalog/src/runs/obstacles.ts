import { ProblemError } from '@syndicate/contracts'
import type { Fragment, Runner } from '../connect.ts'
import type { NewRun } from './accept.ts'
import { isTaken, ownerOf, taken, type Ownership } from './ownership.ts'

/** Whether rows of the dataset take each other's place by other fields than the recipe says. */
export function isOtherwiseKeyed(
  sql: Runner,
  { dataset, mode, recipe }: Pick<NewRun, 'dataset' | 'mode' | 'recipe'>,
): Fragment {
  if (mode !== 'upsert') return sql`false`
  return sql`exists (
    select from datasets d join recipes on hash = ${recipe}
    where d.name = ${dataset} and d.mode = 'upsert' and d.key is distinct from recipes.key)`
}

/** A run, as far as it may be refused whatever its input is. */
export type RunToBe = Ownership & Pick<NewRun, 'userId' | 'recipe' | 'mode' | 'mostUnfinished'>

/** What may be in the way of a run. */
export interface Obstacles {
  room: boolean
  conflict: boolean
  keyed: boolean
  taken: boolean
  owner: string | null
}

export function obstacles(sql: Runner, run: RunToBe): Fragment {
  return sql`
    ${hasRoom(sql, run)} as room, ${conflicts(sql, run)} as conflict, ${isOtherwiseKeyed(sql, run)} as keyed,
    ${isTaken(sql, run)} as taken, ${ownerOf(sql, run)} as owner`
}

/** Throws too-many-runs, dataset-mode-conflict, dataset-key-conflict, dataset-taken where that is in its way. */
export function refuseFor(run: RunToBe, found: Obstacles): void {
  if (!found.room) throw tooManyRuns(run)
  if (found.conflict) throw modeConflict(run)
  if (found.keyed) throw keyConflict(run)
  if (found.taken) throw taken(run, found.owner)
}

/** Whether the user may have one more unfinished run. */
export function hasRoom(sql: Runner, { userId, mostUnfinished }: Pick<NewRun, 'userId' | 'mostUnfinished'>): Fragment {
  if (mostUnfinished === undefined || mostUnfinished === null) return sql`true`
  return sql`(
    select count(*) from (
      select from runs where user_id = ${userId} and state in ('accepted', 'running') limit ${mostUnfinished}
    ) as unfinished
  ) < ${mostUnfinished}`
}

export function conflicts(sql: Runner, { dataset, mode }: Pick<NewRun, 'dataset' | 'mode'>): Fragment {
  return sql`exists (select from datasets where name = ${dataset} and mode <> ${mode})`
}

export function tooManyRuns({ mostUnfinished }: Pick<NewRun, 'mostUnfinished'>): ProblemError {
  return new ProblemError('too-many-runs', `At most ${mostUnfinished} runs at a time; wait for some to end`)
}

function modeConflict({ dataset, mode }: Pick<NewRun, 'dataset' | 'mode'>): ProblemError {
  return new ProblemError('dataset-mode-conflict', `Dataset ${dataset} exists, and not in mode ${mode}`)
}

function keyConflict({ dataset }: Pick<NewRun, 'dataset'>): ProblemError {
  return new ProblemError(
    'dataset-key-conflict',
    `Rows of dataset ${dataset} take each other's place by other fields than the pipeline's key; choose another dataset`,
  )
}
