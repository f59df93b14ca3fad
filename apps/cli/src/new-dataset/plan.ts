import { ClientError, type Client } from '@syndicate/client'
import type { PipelineEntry } from '@syndicate/config/pipelines-of-files'
import type { Dataset, PipelineChange } from '@syndicate/contracts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import type { Paint } from '../output/paint.ts'
import { describeDifferences } from '../pipelines/describe-changes.ts'
import { sendPipelines } from '../pipelines/send.ts'

/** What making a dataset of a file comes to, of which nothing has been done yet. */
export interface Plan {
  pipeline: string
  dataset: string
  /** What becomes of the pipeline of that name. */
  change: PipelineChange
  /** The dataset, where it is there and the pipeline is not. */
  found: Pick<Dataset, 'records' | 'pipeline'> | null
}

/**
 * Asks what there is of the names that a dataset would have.
 * @throws CliError wrongUse with what is wrong with the definition, line by line, and when the dataset is another pipeline's
 */
export async function planDataset(here: Context, entry: PipelineEntry): Promise<Plan> {
  const { name: pipeline } = entry
  const change = (await sendPipelines(here, [entry], { dryRun: true }))[0]!
  const { dataset = pipeline } = entry.written as { dataset?: string }
  const isNew = change.change === 'created' || change.change === 'restored'
  const found = isNew ? await findDataset(await here.client(), dataset) : null
  if (found?.pipeline && found.pipeline !== pipeline) throw takenDataset(dataset, found.pipeline)
  return { pipeline, dataset, change, found }
}

async function findDataset(client: Client, dataset: string): Promise<Plan['found']> {
  try {
    return await client.request('GET /api/registry/:dataset', { params: { dataset } })
  } catch (error) {
    if (error instanceof ClientError && error.code === 'dataset-not-found') return null
    throw error
  }
}

function takenDataset(dataset: string, pipeline: string): CliError {
  const hint = `--name makes another one; \`--pipeline ${pipeline} --dataset ${dataset}\` sends the file there, as that pipeline reads it.`
  const options = { code: 'dataset-taken' }
  return new CliError('wrongUse', `There is a dataset ${dataset} already, of the pipeline ${pipeline}`, hint, options)
}

/** What there would be that is not there, and what else there is. */
export function describePlan({ pipeline, dataset, change, found }: Plan, paint: Paint): string {
  if (change.change === 'changed') {
    const differences = describeDifferences(change, paint).map((line) => `  ${line}\n`)
    const version = change.version - 1
    return `There is a pipeline ${pipeline} already, at version ${version}, which stays as it is. This file would have it otherwise:\n${differences.join('')}`
  }
  if (change.change === 'unchanged') return `Pipeline ${pipeline} is there, and as it would be made.\n`
  if (found) return `Pipeline ${pipeline} would be created for dataset ${dataset}, which is there.\n`
  return `Pipeline ${pipeline} and dataset ${dataset} would be created.\n`
}

/** Makes the pipeline, where there is none. Throws ClientError pipeline-changed when somebody was faster. */
export async function makePipeline(here: Context, entry: PipelineEntry): Promise<void> {
  await sendPipelines(here, [entry], { expect: { [entry.name]: 0 } })
}
