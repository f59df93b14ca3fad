import { ProblemError } from '@syndicate/contracts'
import { durably, type Runner, type Sql } from './connect.ts'

/** Takes away all that is live of a dataset, or the dataset. Publish, rollback and the collector take the lock of its row as well. */
export function createDatasetRemoval(sql: Sql) {
  return {
    /**
     * Makes a version that shows nothing, of which readers hear at once, and which a rollback leads away from like from any other.
     * Throws dataset-not-found, dataset-changed.
     */
    async truncate(name: string, expect?: number): Promise<void> {
      await sql.begin(async (tx) => {
        await durably(tx)
        await lockAt(tx, name, expect)
        await tx`
          with moved as (
            update datasets set head = last_version + 1, last_version = last_version + 1,
              lineage = int4multirange(int4range(last_version + 1, last_version + 2)), live_records = 0, live_bytes = 0,
              live_fields = null, schema_version = null, schema_changes = null, updated_at = now()
            where name = ${name} returning head, lineage
          )
          insert into versions (dataset, version, run_id, lineage, records, bytes, live_records, live_bytes)
          select ${name}, head, null, lineage, 0, 0, 0, 0 from moved`
      })
    },

    /**
     * Deletes a dataset with all its versions. What runs have stored and refused goes in the background; inputs stay as long as others
     * do. A run that publishes afterwards begins the dataset anew. Throws dataset-not-found, dataset-changed.
     */
    async delete(name: string, expect: number): Promise<void> {
      await sql.begin(async (tx) => {
        await durably(tx)
        await lockAt(tx, name, expect)
        // Of the others nothing is published yet, and what they publish is of the next.
        await tx`
          insert into deleted_runs (run_id)
          select id from runs where dataset = ${name} and state in ('published', 'rejected', 'failed', 'cancelled')
          on conflict do nothing`
        await tx`delete from dataset_schemas where dataset = ${name}`
        await tx`delete from versions where dataset = ${name}`
        // What a run under way is making is its own, and of what it publishes; what others are making is made of what goes.
        await tx`
          update key_segments set dataset = null where dataset = ${name} and (versions is not null or made_by is null)`
        await tx`delete from datasets where name = ${name}`
      })
    },
  }
}

/** Throws dataset-not-found, dataset-changed. */
async function lockAt(tx: Runner, name: string, expect: number | undefined): Promise<void> {
  const [dataset] = await tx<{ head: number }[]>`select head from datasets where name = ${name} for update`
  if (!dataset) throw new ProblemError('dataset-not-found', `There is no dataset ${name}`)
  if (expect !== undefined && dataset.head !== expect)
    throw new ProblemError(
      'dataset-changed',
      `The head of dataset ${name} is version ${dataset.head}, and not ${expect}`,
    )
}
