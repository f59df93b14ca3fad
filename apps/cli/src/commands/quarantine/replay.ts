import { Command } from '@commander-js/extra-typings'
import type { PatchOperation, QuarantineReplayRequest } from '@syndicate/contracts'
import { patchOperations, removeOperation, setOperation } from '../../arguments/json-patch.ts'
import type { Context } from '../../context.ts'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { describeLeft, moreHint } from '../../quarantine/describe-left.ts'
import { selectionOf, selectionOptions } from '../../quarantine/selection.ts'
import { watchToEnd } from '../../runs/watch-to-end.ts'

/** Answers 202 with the new runs, and 200 to a dry run. */
const replayRoute = 'POST /api/quarantine/replay'

export function replayQuarantinedCommand({ context, surroundings }: CommandDeps) {
  // One list for three options: the operations apply in the order they were written.
  const patch: PatchOperation[] = []
  const add = (...operations: readonly PatchOperation[]) => {
    patch.push(...operations)
    return patch
  }
  return new Command('replay')
    .description('Run refused records again, mended or as they were. Prints the ids of the new runs')
    .argument('[ids...]', 'records; or choose them by a filter')
    .addOption(selectionOptions.run())
    .addOption(selectionOptions.dataset())
    .addOption(selectionOptions.stage())
    .addOption(selectionOptions.code())
    .addOption(selectionOptions.field())
    .option('--set </path=value>', 'put a value there first; JSON, or else text', (text) => add(setOperation(text)))
    .option('--remove </path>', 'take that away first', (text) => add(removeOperation(text)))
    .option('--patch <json|@file>', 'a whole JSON Patch (RFC 6902)', (text) =>
      add(...patchOperations(text, surroundings.folder)),
    )
    .option('-n, --dry-run', 'only say what would come of it')
    .option('-w, --watch', 'stay until the runs end, and show their books')
    .option('--strict', 'end with 6 when records are refused again; implies --watch')
    .addHelpText(
      'after',
      examples(
        ['would they pass by now?', 'syndicate quarantine replay --dataset telemetry --dry-run'],
        [
          'mend a field of all of them',
          'syndicate quarantine replay --dataset telemetry --code cast-failed --set /cpu=99 --watch',
        ],
        [
          'one record, with a patch from a file',
          'syndicate quarantine replay 019b7c1e-5a00-7000-8000-0123456789ab --patch @mend.json',
        ],
      ),
    )
    .action(async (ids, { dryRun = false, watch = false, strict = false, ...options }) => {
      const here = context()
      const request: QuarantineReplayRequest = {
        ...(await selectionOf(here, ids, options)),
        ...(patch.length > 0 && { patch }),
      }
      if (dryRun) return tryOut(here, request)
      const client = await here.client()
      const replay = await client.request(replayRoute, { body: request })
      const { runs, claimed, notReplayable, more } = replay
      if (!watch && !strict) here.out.value(replay, () => runs.map(({ runId }) => runId).join('\n'))
      here.out.note([`${claimed} records on their way`, ...describeLeft(notReplayable)].join('\n'))
      if (more) here.out.note(moreHint)
      if (watch || strict) for (const { runId } of runs) await watchToEnd(here, runId, { strict })
    })
}

async function tryOut({ client, out }: Context, request: QuarantineReplayRequest): Promise<void> {
  const body = { ...request, dryRun: true }
  const outcome = await (await client()).request<typeof replayRoute, 200>(replayRoute, { body })
  const { matched, wouldPass, wouldFilter, wouldRefuse, notReplayable, more, complete } = outcome
  out.value(outcome, (paint) =>
    [
      `${matched} records found`,
      ...(complete ? [] : ['There was time for the first of them only:']),
      paint.good(`${wouldPass} would pass`),
      ...(wouldFilter > 0 ? [`${wouldFilter} would be filtered`] : []),
      ...wouldRefuse.map(({ count, code, stage }) => paint.bad(`${count} would be refused: ${code} by ${stage}`)),
      ...describeLeft(notReplayable),
      ...(more ? [moreHint] : []),
    ].join('\n'),
  )
}
