import { Command } from '@commander-js/extra-typings'
import type { Client } from '@syndicate/client'
import type { PipelineDefinition } from '@syndicate/contracts'
import type { Context } from '../../context.ts'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { takePages } from '../../pages.ts'
import { takeDefinitions } from '../../pipelines/take-definitions.ts'

export function exportPipelinesCommand({ context, surroundings }: CommandDeps) {
  return new Command('export')
    .description(
      'Write pipelines into files that apply back unchanged. A file that says the same already stays as it is',
    )
    .argument('[names...]', 'which; else all that are not built in')
    .option('--to <folder>', 'where to', 'pipelines')
    .option('--force', 'overwrite files that say something else')
    .addHelpText(
      'after',
      examples(
        ['all, into the folder pipelines', 'syndicate pipelines export'],
        ['one, to change it', 'syndicate pipelines export telemetry --to .'],
        ['', 'syndicate pipelines apply telemetry.yaml'],
      ),
    )
    .action(async (names, { to, force = false }) => {
      const here = context()
      const client = await here.client()
      const pipelines = names.length > 0 ? await takeDefinitions(client, names) : await takeOwn(here, client)
      const { writePipelineFiles } = await import('../../pipelines/write-files.ts')
      const files = await writePipelineFiles(pipelines, { folder: surroundings.folder, to, force })
      here.out.list(files, (paint) =>
        files
          .map(({ file, written }) => `${written ? paint.good('written  ') : paint.dim('unchanged')}  ${file}`)
          .join('\n'),
      )
    })
}

/** What is built in comes with the server, and its next version may have it otherwise: a file would keep it as it is. */
async function takeOwn({ out }: Context, client: Client): Promise<{ name: string; definition: PipelineDefinition }[]> {
  const whole = { name: 'pipelines', limit: Infinity, mostAtOnce: 1000, query: { definitions: 'true' } } as const
  const pipelines = await takePages(client, 'GET /api/pipelines', whole)
  const own = pipelines.filter(({ source }) => source !== 'built-in')
  const left = pipelines.length - own.length
  if (left > 0) out.note(`${left} that are built in are left out: name them to have them.`)
  return own.map(({ name, definition }) => ({ name, definition: definition! }))
}
