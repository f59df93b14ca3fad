import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { limitsOf, openChecks } from '@syndicate/runs'
import { askDeployment, type Deployment } from './ask-deployment.ts'
import { changedPipelines } from './changed-pipelines.ts'
import { configAt, configIn } from './pipelines-at.ts'
import { writeComment, type JudgedPipeline } from './write-comment.ts'

export interface Change {
  /** The work tree of the change, or a folder in it. */
  folder: string
  /** The commit it goes onto; compared is with where the two parted. */
  base: string
  deployment: Deployment | null
}

/**
 * Tries what a change says of pipelines. Changes nothing anywhere.
 * @returns the comment for its pull request, and whether what it says is sound: what it refuses of stored records is for people to judge
 * @throws Error when git does not know the base
 */
export async function judgeChange({ folder, base, deployment }: Change): Promise<{ comment: string; sound: boolean }> {
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim()
  const root = git('rev-parse', '--show-toplevel')
  const file = join(folder, 'syndicate.yaml')
  const head = configIn(file)
  if (typeof head === 'string') return { comment: writeComment([], head.replaceAll(`${root}/`, '')), sound: false }
  const before = await configAt(git('merge-base', base, 'HEAD'), root, file)
  // One that could not be read says nothing of any pipeline.
  const pipelines = before === null || typeof before === 'string' ? [] : before.pipelines

  const checks = openChecks(head.performance, limitsOf(head.api.etl))
  const judged: JudgedPipeline[] = []
  for (const changed of changedPipelines(pipelines, head.pipelines)) {
    const { name, definition } = changed
    const faults = definition ? await checks.faultsOf(name, definition) : []
    const asks = deployment !== null && definition !== null && faults.length === 0
    judged.push({ ...changed, faults, told: asks ? await askDeployment(deployment, name, definition) : null })
  }
  await checks.close()
  return { comment: writeComment(judged), sound: judged.every(({ faults }) => faults.length === 0) }
}
