import { Command } from '@commander-js/extra-typings'
import type { PipelineEntry } from '@syndicate/config/pipelines-of-files'
import type { PipelineChange } from '@syndicate/contracts'
import type { Context } from '../../context.ts'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { countChanges, describeChanges } from '../../pipelines/describe-changes.ts'
import { sendPipelines } from '../../pipelines/send.ts'
import { confirm } from '../../prompts/confirm.ts'

/** In a question; more stand above it. */
const mostNamed = 10

export function applyPipelinesCommand({ context, surroundings }: CommandDeps) {
  return new Command('apply')
    .description('Make pipelines what files say: all of them or none. What differs gets a new version')
    .argument('<paths...>', 'folders, files such as orders.yaml, or a whole syndicate.yaml')
    .option('-n, --dry-run', 'only say what would change')
    .option('--prune', 'remove all other pipelines, but for those that are built in; asks first')
    .option('-y, --yes', 'remove without being asked')
    .addHelpText(
      'after',
      examples(
        ['what would change?', 'syndicate pipelines apply pipelines --dry-run'],
        ['one pipeline', 'syndicate pipelines apply pipelines/orders.yaml'],
        [
          'from a pipeline of CI: what is in the folder, and no others',
          'syndicate pipelines apply pipelines --prune --yes',
        ],
      ),
    )
    .action(async (paths, { dryRun = false, prune = false, yes = false }) => {
      const here = context()
      const { readPipelineFiles } = await import('../../pipelines/read-files.ts')
      const entries = readPipelineFiles(paths, surroundings.folder)
      const expect = prune && !yes && !dryRun ? await agreeToRemove(here, entries) : undefined
      const changes = await sendPipelines(here, entries, { dryRun, prune, ...(expect && { expect }) })
      here.out.list(changes, (paint) => describeChanges(changes, paint))
      here.out.note(dryRun ? `Would be: ${countChanges(changes)}. Nothing was changed.` : `${countChanges(changes)}.`)
    })
}

/** Shows what would be done and asks, if anything would be removed. @returns the versions that were looked at */
async function agreeToRemove(here: Context, entries: readonly PipelineEntry[]): Promise<Record<string, number>> {
  const planned = await sendPipelines(here, entries, { dryRun: true, prune: true })
  const removed = planned.filter(({ change }) => change === 'removed').map(({ name }) => name)
  if (removed.length > 0) {
    const few = removed.length <= mostNamed
    if (!few) here.out.note(removed.join(' '))
    await confirm(here, `Remove ${few ? removed.join(', ') : `these ${removed.length} pipelines`}?`)
  }
  return Object.fromEntries(planned.map((each) => [each.name, versionNow(each)]))
}

/** What `expect` of a request calls the last version, before a change. */
function versionNow({ change, version }: PipelineChange): number {
  if (change === 'created' || change === 'restored') return 0
  return change === 'changed' ? version - 1 : version
}
