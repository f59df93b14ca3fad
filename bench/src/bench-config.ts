import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse, stringify } from 'yaml'
import { accounts, accountsByKey } from './inputs/accounts.ts'
import { inputs } from './inputs/inputs.ts'

const projectConfig = resolve(import.meta.dirname, '../../syndicate.yaml')
const perUser =
  /^( +(?:requestsPerMinute|addressRequestsPerMinute|lightRequestsPerMinute|unfinishedRuns|socketsPerUser|maxSockets|socketMessagesPerMinute):) *\d+/gm

interface Config {
  api: { schemas: Record<string, object> }
  pipelines: Record<string, object>
}

/**
 * The configuration of a measured system: the project's, with the pipelines that only inputs of benchmarks need, and one
 * user may do what many do. Everything is counted all the same.
 * @returns its path
 */
export function benchConfig(folder: string): string {
  const config = parse(readFileSync(projectConfig, 'utf8').replace(perUser, '$1 1000000')) as Config
  for (const { pipeline, own } of [...Object.values(inputs), accounts, accountsByKey]) {
    if (!own) continue
    config.api.schemas[pipeline] = own.schema
    config.pipelines[pipeline] = own.pipeline
  }
  const path = join(folder, 'syndicate.yaml')
  writeFileSync(path, stringify(config, { aliasDuplicateObjects: false }))
  return path
}
