import { Command, Option } from '@commander-js/extra-typings'
import type { Client } from '@syndicate/client'
import type { PipelineAtVersion } from '@syndicate/contracts'
import { wholeNumber } from '../../arguments/whole-number.ts'
import type { Context } from '../../context.ts'
import { openPage, webOption } from '../../console/open-page.ts'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { describeDifferences } from '../../pipelines/describe-changes.ts'
import { describePipeline } from '../../pipelines/describe-pipeline.ts'
import { loadDefinitions } from '../../pipelines/load-definitions.ts'

const aVersion = wholeNumber(1, 2_147_483_647)

export function showPipelineCommand({ context, surroundings }: CommandDeps) {
  return new Command('show')
    .description('Show a pipeline, the fields of its schema and its versions')
    .argument('<name>')
    .addOption(webOption())
    .addOption(new Option('--version <number>', 'as it was then').argParser(aVersion))
    .addOption(new Option('--diff <number>', 'only what differs from that version').argParser(aVersion))
    .addOption(new Option('--yaml', 'as a file to apply').conflicts(['json', 'diff']))
    .addHelpText(
      'after',
      examples(
        ['what it does, and who changed it when', 'syndicate pipelines show telemetry'],
        ['what is different since version 2', 'syndicate pipelines show telemetry --diff 2'],
        ['go back to version 2', 'syndicate pipelines show telemetry --version 2 --yaml > telemetry.yaml'],
        ['', 'syndicate pipelines apply telemetry.yaml'],
      ),
    )
    .action(async (name, { version, diff, yaml, web }) => {
      const here = context()
      if (web) return openPage(here, surroundings, `/pipelines/${encodeURIComponent(name)}`)
      const client = await here.client()
      const pipeline =
        version === undefined
          ? await client.request('GET /api/pipelines/:name', { params: { name } })
          : await takeVersion(client, name, version)
      if (diff !== undefined) return showDifferences(here, await takeVersion(client, name, diff), pipeline)
      const text = yaml ? await asYaml(pipeline) : null
      here.out.value(pipeline, (paint) => text?.trimEnd() ?? describePipeline(pipeline, paint))
    })
}

function takeVersion(client: Client, name: string, version: number): Promise<PipelineAtVersion> {
  return client.request('GET /api/pipelines/:name/versions/:version', { params: { name, version } })
}

async function asYaml({ definition }: PipelineAtVersion): Promise<string> {
  const { toYaml } = await import('@syndicate/definitions/to-yaml')
  return toYaml(definition)
}

async function showDifferences({ out }: Context, before: PipelineAtVersion, after: PipelineAtVersion): Promise<void> {
  const { differencesBetween } = await loadDefinitions()
  const found = differencesBetween(before.definition, after.definition)
  const told = { name: after.name, from: before.version, to: after.version, ...found }
  if (out.json) return out.value(told, () => '')
  if (found.differences.length > 0) out.value(told, (paint) => describeDifferences(found, paint).join('\n'))
  else out.note(`Version ${before.version} is no different from version ${after.version}.`)
}
