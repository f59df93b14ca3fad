import type { PipelineCheck, PipelineCheckLine } from '@syndicate/contracts'
import { ClientError } from '@syndicate/client'
import { client } from './client.ts'

export type CheckProgress = NonNullable<PipelineCheckLine['progress']>

interface Checking {
  onProgress: (progress: CheckProgress) => void
  /** Ends the work at the server as well. */
  signal: AbortSignal
}

/**
 * What a definition would have made of the newest inputs of a pipeline. @param inputs how many
 * Throws ClientError: what the server refused it with or ended it by, network, aborted.
 */
export async function checkPipeline(
  name: string,
  { definition, inputs }: { definition: unknown; inputs: number },
  { onProgress, signal }: Checking,
): Promise<PipelineCheck> {
  const body = { definition, inputs }
  const answer = await client.raw('POST /api/pipelines/:name/check', { params: { name }, body, signal })
  try {
    for await (const line of linesOf(answer)) {
      const { progress, result, problem } = JSON.parse(line) as PipelineCheckLine
      if (progress) onProgress(progress)
      if (result) return result
      if (problem) throw new ClientError(problem)
    }
  } catch (error) {
    if (error instanceof ClientError) throw error
    throw new ClientError(signal.aborted ? { code: 'aborted' } : { code: 'network' }, error)
  }
  throw new ClientError({ code: 'network' })
}

async function* linesOf({ body }: Response): AsyncGenerator<string> {
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      const lines = (rest + value).split('\n')
      rest = lines.pop()!
      yield* lines
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
  if (rest !== '') yield rest
}
