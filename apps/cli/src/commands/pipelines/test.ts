import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command } from '@commander-js/extra-typings'
import type { PipelineEntry } from '@syndicate/config/pipelines-of-files'
import { formatPath } from '@syndicate/definitions/path'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import type { Context } from '../../context.ts'
import { sendPipelines } from '../../pipelines/send.ts'
import { takeDefinitions } from '../../pipelines/take-definitions.ts'

export function testPipelinesCommand({ context, surroundings }: CommandDeps) {
  return new Command('test')
    .description('Run the fixtures of pipelines at the server, and change nothing')
    .argument('<paths-or-names...>', 'files and folders, or pipelines as they are at the server')
    .addHelpText(
      'after',
      examples(
        ['before applying', 'syndicate pipelines test pipelines/orders.yaml'],
        ['what is there, after an upgrade', 'syndicate pipelines test orders telemetry'],
      ),
    )
    .action(async (words, _options) => {
      const here = context()
      const isPath = (word: string) => /[./\\]/.test(word) || existsSync(resolve(surroundings.folder, word))
      const { readPipelineFiles } = await import('../../pipelines/read-files.ts')
      const entries = [
        ...readPipelineFiles(words.filter(isPath), surroundings.folder),
        ...(await takeEntries(
          here,
          words.filter((word) => !isPath(word)),
        )),
      ]
      await sendPipelines(here, entries, { dryRun: true })
      const tested = entries.map(({ name, written }) => ({ name, fixtures: fixturesOf(written) }))
      here.out.list(tested, (paint) =>
        tested
          .map(({ name, fixtures }) =>
            fixtures > 0 ? `${paint.good('✓')} ${name}: ${fixtures} hold` : `${paint.warn('-')} ${name}: no fixtures`,
          )
          .join('\n'),
      )
    })
}

/** Pipelines at the server, as if they stood in files. */
async function takeEntries({ client: connect }: Context, names: readonly string[]): Promise<PipelineEntry[]> {
  if (names.length === 0) return []
  const pipelines = await takeDefinitions(await connect(), names)
  return pipelines.map(({ name, version, definition }) => {
    const file = `${name} (version ${version})`
    const problemAt: PipelineEntry['problemAt'] = (path, expected, got) => ({
      where: file,
      path: formatPath(path),
      expected,
      got,
    })
    return { name, file, written: definition, problemAt }
  })
}

function fixturesOf(written: unknown): number {
  const { fixtures } = (written ?? {}) as { fixtures?: unknown }
  return Array.isArray(fixtures) ? fixtures.length : 0
}
