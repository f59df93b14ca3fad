import { Command } from '@commander-js/extra-typings'
import type { LeftRuns, RunsReplayRequest } from '@syndicate/contracts'
import type { Context } from '../../context.ts'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { idsOfRuns } from '../../runs/named-run.ts'
import { runFilterOptions, runSelectionOf } from '../../runs/filter.ts'

/** Answers 202 with the new runs, and 200 to a dry run. */
const route = 'POST /api/runs/replay'

const moreHint =
  'There are more than one request takes: run the command again. Where that takes none, --until finds older ones.'

export function replayRunsCommand({ context }: CommandDeps) {
  return new Command('replay')
    .description('Run the inputs of runs that came to nothing again. Says what it would do, unless told to by --yes')
    .argument('[runs...]', 'their ids, or how these begin; or choose them by a filter')
    .addOption(runFilterOptions.state())
    .addOption(runFilterOptions.pipeline())
    .addOption(runFilterOptions.dataset())
    .addOption(runFilterOptions.since())
    .addOption(runFilterOptions.until())
    .addOption(runFilterOptions.query())
    .option('-y, --yes', 'do it. Prints the ids of the new runs')
    .addHelpText(
      'after',
      examples(
        ['how many would it be?', 'syndicate runs replay --state failed --since 1d'],
        ['do it', 'syndicate runs replay --state failed --since 1d --yes'],
        ['one that was published, or was replayed since', 'syndicate replay 019b7c1e-5a00'],
      ),
    )
    .action(async (ids, { yes = false, ...filter }) => {
      const here = context()
      const request: RunsReplayRequest = runSelectionOf(await idsOfRuns(here, ids), filter)
      if (!yes) return tryOut(here, request)
      const replay = await (await here.client()).request(route, { body: request })
      const { runs, notReplayed, more } = replay
      if (runs.length > 0 || here.out.json) here.out.value(replay, () => runs.map(({ runId }) => runId).join('\n'))
      here.out.note([`${runs.length} replayed`, ...describeLeft(notReplayed)].join('\n'))
      if (more) here.out.note(moreHint)
    })
}

async function tryOut({ client, out }: Context, request: RunsReplayRequest): Promise<void> {
  const outcome = await (await client()).request<typeof route, 200>(route, { body: { ...request, dryRun: true } })
  const { matched, wouldReplay, notReplayed, more } = outcome
  out.value(outcome, (paint) =>
    [`${matched} runs found`, paint.good(`${wouldReplay} would be replayed`), ...describeLeft(notReplayed)].join('\n'),
  )
  if (more) out.note(moreHint)
  if (wouldReplay > 0) out.note('Nothing is done yet: --yes does it.')
}

/** Why some runs were left, on a line each. */
function describeLeft(left: readonly LeftRuns[]): string[] {
  return left.map(({ reason, count }) => `${count} left: ${reason}`)
}
