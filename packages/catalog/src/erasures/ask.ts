import { isId, mostErasures, ProblemError, type Erasure, type ErasureSelector } from '@syndicate/contracts'
import { durably, type Fragment, type Runner, type Sql } from '../connect.ts'
import { nothingFound, type Findings } from './erasure.ts'
import { unfinishedBefore } from './runs.ts'

export interface NewErasure {
  id: string
  dataset: string
  dryRun: boolean
  userId: string
  selector: ErasureSelector
  proof: string
}

type Row = Omit<Erasure, keyof Findings | 'askedAt' | 'endedAt'> & {
  askedAt: Date
  endedAt: Date | null
  findings: Partial<Findings>
}

/** What people ask for, and are told. */
export function createErasureAsking(sql: Sql) {
  async function show(dataset: string, id: string): Promise<Erasure> {
    const [row] = isId(id) ? await sql<Row[]>`${rowsOf(sql)} where e.id = ${id} and e.dataset = ${dataset}` : []
    if (!row) throw new ProblemError('erasure-not-found', `Dataset ${dataset} has no such erasure`)
    return toErasure(row)
  }

  return {
    show,

    /** Durable when it resolves; runs that were accepted before are covered. Throws dataset-not-found, too-many-erasures. */
    async ask({ id, dataset, dryRun, userId, selector, proof }: NewErasure): Promise<Erasure> {
      await sql.begin(async (tx) => {
        await durably(tx)
        await tx`select from datasets where name = ${dataset} for no key update`
        await requireKnown(tx, dataset)
        const [{ n } = { n: 0 }] = await tx<{ n: number }[]>`
          select count(*)::int as n from erasures where dataset = ${dataset} and step <> 'done'`
        if (n >= mostErasures.underWay) throw new ProblemError('too-many-erasures')
        await tx`
          insert into erasures (id, dataset, dry_run, asked_by, selector, proof)
          values (${id}, ${dataset}, ${dryRun}, ${userId}, ${JSON.stringify(selector)}::text::json, ${proof})`
        await forgetOldest(tx, dataset)
      })
      return show(dataset, id)
    },

    /** Newest first; also of a dataset that was deleted since. Throws dataset-not-found. */
    async list(dataset: string, limit: number): Promise<Erasure[]> {
      const rows = await sql<Row[]>`${rowsOf(sql)} where e.dataset = ${dataset} order by e.id desc limit ${limit}`
      if (rows.length === 0) await requireKnown(sql, dataset)
      return rows.map(toErasure)
    },
  }
}

/** Of one that nothing was published to yet there may be quarantine and inputs. Throws dataset-not-found. */
async function requireKnown(sql: Runner, dataset: string): Promise<void> {
  const [found] = await sql`
    select from datasets where name = ${dataset} union all (select from runs where dataset = ${dataset} limit 1)`
  if (!found) throw new ProblemError('dataset-not-found', `There is no dataset ${dataset}`)
}

/** What has been done is kept, for who has to prove it; of what was only tried, and of very many, the newest. */
async function forgetOldest(tx: Runner, dataset: string): Promise<void> {
  await tx`
    delete from erasures where id in (
      select id from erasures where dataset = ${dataset} and step = 'done' and dry_run order by id desc offset ${mostErasures.underWay}
    ) or id in (
      select id from erasures where dataset = ${dataset} and step = 'done' order by id desc offset ${mostErasures.kept})`
}

function rowsOf(sql: Sql): Fragment {
  return sql`
    select e.id, e.dataset, dry_run as "dryRun", case step when 'done' then 'done' else 'running' end as state,
      username as "askedBy", asked_at as "askedAt", ended_at as "endedAt", findings, proof,
      case when step = 'done' then 0 else (select count(*)::int from ${unfinishedBefore(sql)}) end as "waitingFor"
    from erasures e join users on users.id = asked_by`
}

function toErasure({ askedAt, endedAt, findings, ...row }: Row): Erasure {
  return {
    ...row,
    ...nothingFound(),
    ...findings,
    heldUp: row.state === 'done' ? null : (findings.heldUp?.why ?? null),
    askedAt: askedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  }
}
