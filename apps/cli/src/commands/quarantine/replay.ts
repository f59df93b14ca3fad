import { Command } from '@commander-js/extra-typings'
import type { PatchOperation, QuarantineReplayRequest } from '@syndicate/contracts'
import { wholeNumber } from '../../arguments/whole-number.ts'
import { patchOperations, removeOperation, setOperation } from '../../arguments/json-patch.ts'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { tellDryRun } from '../../quarantine/describe-dry-run.ts'
import { tellReplay } from '../../quarantine/end-of-replay.ts'
import { selectionOf, selectionOptions } from '../../quarantine/selection.ts'

/** Records that a dry run names, unless told otherwise. */
const mostNamed = 50

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
    .addOption(selectionOptions.because())
    .addOption(selectionOptions.search())
    .option('--set </path=value>', 'put a value there first; JSON, or else text', (text) => add(setOperation(text)))
    .option('--remove </path>', 'take that away first', (text) => add(removeOperation(text)))
    .option('--patch <json|@file>', 'a whole JSON Patch (RFC 6902)', (text) =>
      add(...patchOperations(text, surroundings.folder)),
    )
    .option('-n, --dry-run', 'only say what would come of it, record by record')
    .option('--limit <count>', 'with --dry-run: name at most so many records', wholeNumber(1), mostNamed)
    .option('-w, --watch', 'stay until the runs end, and say how; in a terminal that is so anyway')
    .option('--no-wait', 'in a terminal: only print the ids of the new runs')
    .option('--strict', 'end with 6 when records are refused again; implies --watch')
    .addHelpText(
      'after',
      examples(
        ['would they pass by now?', 'syndicate quarantine replay --dataset telemetry --dry-run'],
        [
          'mend a field of all that were refused for it',
          'syndicate quarantine replay --dataset telemetry --field cpu --set /cpu=99 --watch',
        ],
        [
          'one record, with a patch from a file',
          'syndicate quarantine replay 019b7c1e-5a00-7000-8000-0123456789ab --patch @mend.json',
        ],
      ),
    )
    .action(async (ids, { dryRun = false, limit, wait, watch = false, strict = false, ...options }) => {
      const here = context()
      const request: QuarantineReplayRequest = {
        ...(await selectionOf(here, ids, options)),
        ...(patch.length > 0 && { patch }),
      }
      const client = await here.client()
      if (!dryRun)
        return tellReplay(here, await client.request(replayRoute, { body: request }), { wait, watch, strict })
      const ask = (nameFrom: number) =>
        client.request<typeof replayRoute, 200>(replayRoute, { body: { ...request, dryRun: true, nameFrom } })
      await tellDryRun(here, ask, limit)
    })
}
