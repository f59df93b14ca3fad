import type { ActiveRule, Facts, JudgedRun, Turn } from '@syndicate/catalog'
import type { AlertMessage, AlertType } from '@syndicate/contracts'
import { matches } from './matches.ts'

/** What an alert would say. */
export interface Finding extends Pick<AlertMessage, 'type' | 'data'> {
  /** When it came to be; now, when left out. */
  at?: string
}

/** What a rule finds in the facts, in order. */
export function findingsOf(rule: ActiveRule, { ended, turns }: Facts): Finding[] {
  const runs = ended.flatMap((run) => (isFound(rule, run) ? [{ ...tellRun(rule, run), at: run.endedAt }] : []))
  const datasets = turns.flatMap((turn) => (turn.ruleId === rule.id ? [tellTurn(rule, turn)] : []))
  return [...runs, ...datasets]
}

/** An end has the time its transaction began at, which may be before a rule that it saw. In milliseconds. */
const mostInCommittingMs = 5_000

function isFound({ when, createdAt }: ActiveRule, run: JudgedRun): boolean {
  if (when.event !== 'run-ended' && when.event !== 'records-refused') return false
  if (Date.parse(run.endedAt) < Date.parse(createdAt) - mostInCommittingMs) return false
  if (!matches(run.pipeline, when.pipeline) || !matches(run.dataset, when.dataset)) return false
  return when.event === 'run-ended'
    ? (when.states as string[]).includes(run.state)
    : run.state === 'published' && isMore(run.counts, when.moreThan)
}

/** Whether more were refused than a number, or than a share of those read: in whole numbers, as no share has a float of its own. */
function isMore({ quarantined, in: read }: JudgedRun['counts'], limit: number | string): boolean {
  if (typeof limit === 'number') return quarantined > limit
  const [whole = '', decimals = ''] = limit.replace(/\s*%$/, '').split('.')
  return BigInt(quarantined) * 100n * 10n ** BigInt(decimals.length) > BigInt(whole + decimals) * BigInt(read)
}

function tellRun({ name, when }: ActiveRule, run: JudgedRun): Finding {
  const { id: runId, pipeline, dataset, state, errorCode, counts } = run
  const about = { rule: name, pipeline, dataset, runId, state, counts, ...(errorCode !== null && { code: errorCode }) }
  const refused = `${counts.quarantined} of ${counts.in} records refused`
  if (when.event === 'records-refused')
    return { type: 'records.refused', data: { ...about, title: `A run of ${pipeline} was published with ${refused}` } }
  const ends = {
    published: `was published as ${dataset}: ${counts.loaded} records`,
    rejected: `was rejected: ${refused}`,
    failed: `failed: ${errorCode ?? 'it is not known why'}`,
    cancelled: 'was cancelled',
  } as const
  const type = `run.${state}` as AlertType
  return { type, data: { ...about, title: `A run of ${pipeline} ${ends[state as keyof typeof ends]}` } }
}

function tellTurn({ name, when }: ActiveRule, { dataset, began, since, records }: Turn): Finding {
  const about = { rule: name, dataset }
  if (when.event === 'nothing-arrived') {
    const last = since === null ? 'nothing ever has' : `the last was published at ${since}`
    return began
      ? {
          type: 'dataset.silent',
          data: { ...about, title: `Nothing arrived at ${dataset} for ${when.hours} h: ${last}` },
        }
      : { type: 'dataset.arrived', data: { ...about, title: `Records arrive at ${dataset} again: ${last}` } }
  }
  return began
    ? {
        type: 'quarantine.grew',
        data: { ...about, title: `Quarantine of ${dataset} grew by ${records} records within an hour` },
      }
    : { type: 'quarantine.calm', data: { ...about, title: `Quarantine of ${dataset} does not grow so fast any more` } }
}
