import { Command } from '@commander-js/extra-typings'
import type { Command as Program } from 'commander'
import { candidatesFor, type Candidate, type Candidates } from '../completion/candidates.ts'
import type { Context } from '../context.ts'
import type { CommandDeps } from '../deps.ts'
import { pipelineNames } from '../pipeline-names.ts'

/** Whoever presses Tab waits no longer for names that the server knows. */
const patienceMs = 1_000

/** What the scripts of `syndicate completion` ask at each Tab. Never fails, and says nothing but candidates. */
export function completionServerCommand({ context, surroundings }: CommandDeps, program: () => Program) {
  return new Command('completion-server').argument('[words...]').action(async (words) => {
    const { getShellFromEnv, log, logFiles } = await import('@pnpm/tabtab')
    const at = Number(surroundings.env['COMP_CWORD'])
    const current = words[at] ?? ''
    const found = candidatesFor(program(), words.slice(1, at), current)
    if ('files' in found) return logFiles()
    const all = await named(context(), found)
    const shell = getShellFromEnv(surroundings.env)
    log(
      all.filter(({ name }) => name.startsWith(current)),
      shell,
    )
  })
}

async function named(context: Context, found: Exclude<Candidates, { files: true }>): Promise<Candidate[]> {
  if ('words' in found) return found.words
  const signal = AbortSignal.timeout(patienceMs)
  try {
    const client = await context.client()
    if (found.remote === 'pipelines') return (await pipelineNames(client, signal)).map((name) => ({ name }))
    const { datasets } = await client.request('GET /api/registry', { signal })
    return datasets.map(({ name, records }) => ({ name, description: `${records} records` }))
  } catch {
    return []
  }
}
