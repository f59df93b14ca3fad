import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const projectConfig = resolve(import.meta.dirname, '../../syndicate.yaml')
const perUser =
  /^( +(?:requestsPerMinute|addressRequestsPerMinute|unfinishedRuns|socketsPerUser|maxSockets|socketMessagesPerMinute):) *\d+/gm

/** The configuration of a measured system: one user may do what many do. Everything is counted all the same. @returns its path */
export function benchConfig(folder: string): string {
  const path = join(folder, 'syndicate.yaml')
  writeFileSync(path, readFileSync(projectConfig, 'utf8').replace(perUser, '$1 1000000'))
  return path
}
