import { newId, type Run } from '@syndicate/contracts'
import type { Body, Client } from '../acceptance/client.ts'

/** What became of an input, from the outside. */
export interface Outcome {
  state: Run['state'] | 'refused at the door'
  dataset: string
  counts?: Run['counts']
  reading?: Run['reading']
  /** Every published record as its text, so that digits and the order of fields can be told. */
  published: string[]
  /** Code and reason of each refused record. */
  refused: string[]
  /** Why all of it was refused. */
  error?: string
}

/** Uploads an input into a dataset of its own and says what became of it. @param query pipeline, format and how to read it */
export async function outcomeOf(
  user: Client,
  query: Record<string, string>,
  body: Body,
  headers: Record<string, string> = {},
): Promise<Outcome> {
  const dataset = query.dataset ?? `values-${newId()}`
  const answer = await user.upload({ pipeline: 'records', ...query, dataset }, body, { prefer: 'wait=25', ...headers })
  if (!answer.ok) {
    const { code, detail } = (await answer.json()) as { code: string; detail?: string }
    return { state: 'refused at the door', dataset, published: [], refused: [], error: `${code}: ${detail ?? ''}` }
  }
  const run = await user.ended(((await answer.json()) as Run).runId)
  const refused = await user.quarantine(`run=${run.runId}`)
  const { state, counts, reading, error } = run
  return {
    state,
    dataset,
    counts,
    reading,
    published: state === 'published' && counts.loaded > 0 ? await publishedIn(user, dataset) : [],
    refused: refused.map(({ code, reason }) => `${code}: ${reason}`),
    ...(error && { error: `${error.code}: ${error.detail}` }),
  }
}

async function publishedIn(user: Client, dataset: string): Promise<string[]> {
  const answer = await user.fetch(`/api/registry/${dataset}/records`)
  return (await answer.text()).split('\n').filter((line) => line !== '')
}
