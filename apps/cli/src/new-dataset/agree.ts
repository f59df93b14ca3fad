import type { PipelineEntry } from '@syndicate/config/pipelines-of-files'
import type { Inference, PipelineDefinition } from '@syndicate/contracts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { explainError } from '../explain-error.ts'
import { countOf } from '../output/figures.ts'
import { choose } from '../prompts/choose.ts'
import type { Head } from '../upload/read-head.ts'
import { describeRecords } from './describe-records.ts'
import { editText, readEdited } from './edit-definition.ts'
import { describePlan, planDataset, type Plan } from './plan.ts'
import { recordsOfPreview } from './shown-records.ts'
import { previewFile } from './understand.ts'

/** What a dataset is to be made of. */
export interface Draft {
  entry: PipelineEntry
  plan: Plan
}

interface Asked {
  head: Head
  inference: Inference
  /** Whether somebody has said yes before. */
  yes: boolean
  /** Names the editor. */
  env: Readonly<Record<string, string | undefined>>
}

/**
 * Asks whether a dataset is to be made. Whoever wants it otherwise edits the definition, which is tried on the beginning of
 * the file, and is asked again. A pipeline of that name that is another stays as it is, and may take the file as that.
 * @throws CliError wrongUse without a terminal, failed for a no
 */
export async function agree(here: Context, draft: Draft, asked: Asked): Promise<Draft> {
  const { plan } = draft
  const { change } = plan.change
  if (change === 'changed') {
    await agreeToExisting(here, plan, asked.yes)
    return draft
  }
  if (asked.yes) return draft
  const message = questionOf(plan, asked.inference)
  const letters = change === 'unchanged' ? (['y', 'n'] as const) : (['y', 'n', 'e'] as const)
  const said = await choose(here, { message, letters, otherwise: '--yes says yes.' })
  if (said === 'n') throw new CliError('failed', 'Nothing was changed')
  return said === 'y' ? draft : agree(here, await edited(here, draft, asked), asked)
}

async function agreeToExisting(here: Context, plan: Plan, yes: boolean): Promise<void> {
  const { pipeline } = plan
  here.out.show((paint) => describePlan(plan, paint))
  const hint = `--name makes another one; \`--pipeline ${pipeline}\` sends the file to that one, as it is.`
  // Whoever said yes before has not said it of this.
  if (yes) throw new CliError('wrongUse', `There is a pipeline ${pipeline} already`, hint, { code: 'pipeline-exists' })
  const message = `Run the file by pipeline ${pipeline}, as it is?`
  if ((await choose(here, { message, letters: ['n', 'y'], otherwise: hint })) === 'n')
    throw new CliError('failed', 'Nothing was changed', hint)
}

function questionOf({ pipeline, dataset, change, found }: Plan, { records, complete }: Inference): string {
  const all = complete ? countOf(records, 'record') : 'all of the file'
  if (change.change === 'unchanged') return `Run ${all} by pipeline ${pipeline}, which is there?`
  if (found)
    return `Create pipeline ${pipeline} for dataset ${dataset} (${countOf(found.records, 'record')}), and run ${all}?`
  const both = pipeline === dataset ? `and dataset ${dataset}` : `${pipeline} and dataset ${dataset}`
  return `Create pipeline ${both}, and run ${all}?`
}

/** The same as it is left in an editor, once that is sound. @throws CliError failed when it is given up */
async function edited(here: Context, { entry }: Draft, { env, ...asked }: Asked): Promise<Draft> {
  const { toYaml } = await import('@syndicate/definitions/to-yaml')
  let text = toYaml(entry.written as PipelineDefinition)
  for (;;) {
    text = await editText(here, entry.name, text, env)
    try {
      return await tried(here, await readEdited(entry.name, text), asked)
    } catch (error) {
      const told = explainError(error, here.circumstances)
      if (told?.exit !== 'wrongUse') throw error
      here.out.error(told)
    }
    const again = await choose(here, { message: 'Edit it again?', letters: ['y', 'n'], otherwise: '' })
    if (again === 'n') throw new CliError('failed', 'Nothing was changed')
  }
}

async function tried(
  here: Context,
  entry: PipelineEntry,
  { head, inference }: Pick<Asked, 'head' | 'inference'>,
): Promise<Draft> {
  const plan = await planDataset(here, entry)
  const preview = await previewFile(await here.client(), head, entry.written as PipelineDefinition)
  if (preview) {
    const records = recordsOfPreview(preview, inference)
    here.out.show((paint, width) => describeRecords(records, paint, width))
  } else here.out.note('What you changed is not tried here, for the file is large and in one piece. The run tells.')
  return { entry, plan }
}
