import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../deps.ts'
import { examples } from '../examples.ts'
import { namesRun, nameForServer } from '../runs/named-run.ts'
import { watchToEnd } from '../runs/watch-to-end.ts'

export function watchCommand({ context }: CommandDeps) {
  return new Command('watch')
    .description('Watch a run until it ends. With --json each event is a line, and the run is the last one')
    .argument('<run>', namesRun)
    .option('--strict', 'end with 6 when records are in quarantine')
    .addHelpText(
      'after',
      examples(
        ['see how it gets on; Ctrl-C stops watching, not the run', 'syndicate watch 019b7c1e-5a00'],
        ['what you started last', 'syndicate watch last'],
        ['its events for a program', 'syndicate watch 019b7c1e-5a00 --json'],
      ),
    )
    .action(async (named, { strict = false }) => {
      const here = context()
      await watchToEnd(here, await nameForServer(here, named), { strict, events: true })
    })
}
