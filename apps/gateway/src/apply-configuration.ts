import type { Catalog } from '@syndicate/catalog'
import { errorInPipelines, hashKeyWarning, type Config, type ConfigSource } from '@syndicate/config'
import { applyConfigured, type AppliedChange, type Outlived, type RunContext } from '@syndicate/runs'
import type { Logger } from 'pino'
import { pipelineEvent } from './audit/note-pipelines.ts'
import { entryOf } from './audit/trail.ts'

interface Deps {
  /** What the configuration was read from. */
  source: ConfigSource
  config: Config
  catalog: Pick<Catalog, 'audit'>
  runs: RunContext
  log: Pick<Logger, 'info' | 'warn' | 'error'>
}

/** What to do for what a file says to count again. */
const again = {
  removed: 'a pipeline was removed and stays away though a file has it: apply it, or change its file',
  there: 'a pipeline was applied and stays though a file wants it gone: remove it, or take it out of the file',
  changed:
    'a pipeline was changed and stays so though its file says otherwise: apply or change the file, or export the pipeline to it',
} as const satisfies Record<Outlived['is'], string>

/**
 * Makes pipelines what the configuration says of them, where that is news, and tells the log and the audit trail.
 * @throws ConfigError naming the lines of what is not sound; then nothing has changed
 */
export async function applyConfiguration({ source, config, catalog, runs, log }: Deps): Promise<void> {
  const { changes, left, outlived, faults } = await applyConfigured(runs, config.pipelines)
  if (faults.length > 0) throw errorInPipelines(source, faults)
  for (const change of changes) log.info(change, 'a pipeline is as the configuration has it')
  if (changes.length > 0)
    await catalog.audit
      .add(changes.map(entryFor))
      .catch((err: unknown) => log.error({ err, changes }, 'audit entries lost'))
  if (left.length > 0)
    log.warn({ left }, 'built-in pipelines give way to others that write to their datasets otherwise')
  for (const [is, some] of Map.groupBy(outlived, (each) => each.is))
    log.warn({ pipelines: some.map(({ name, file }) => ({ name, file })) }, again[is])
  warnOfHashKey(config, runs, log)
}

/** Nobody asked for it: a file did, or a new version of the program. */
function entryFor(change: AppliedChange) {
  return entryOf({ ...pipelineEvent(change), agent: change.file === undefined ? 'built in' : `file ${change.file}` })
}

/** Of all that count, wherever they come from. */
function warnOfHashKey(config: Config, { pipelines }: RunContext, log: Deps['log']): void {
  const warned = pipelines.all().flatMap(({ name, definition }) => {
    const warning = hashKeyWarning(config, definition)
    return warning === undefined ? [] : [{ name, warning }]
  })
  for (const [warning, some] of Map.groupBy(warned, (each) => each.warning))
    log.warn({ pipelines: some.map(({ name }) => name) }, warning)
}
