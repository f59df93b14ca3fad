import type { PipelineCheck, PipelineCheckLine, PipelineDefinition } from '@syndicate/contracts'

/** Inputs looked at for each pipeline: the newest. */
const inputs = 10
const patienceMs = 10 * 60_000

export interface Deployment {
  url: string
  /** An API key with the scopes `read` and `start`, which a check asks for. */
  key: string
}

/** What a deployment says of a change; or in words why it cannot. */
export type Told = { check: PipelineCheck } | { why: string }

/** Asks what a definition would have made of inputs that came before. Changes nothing there. */
export async function askDeployment(
  { url, key }: Deployment,
  name: string,
  definition: PipelineDefinition,
): Promise<Told> {
  try {
    const answer = await fetch(new URL(`api/pipelines/${encodeURIComponent(name)}/check`, withSlash(url)), {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ definition, inputs }),
      signal: AbortSignal.timeout(patienceMs),
    })
    const text = await answer.text()
    if (!answer.ok) return { why: refusalOf(answer.status, text) }
    const last = JSON.parse(text.trimEnd().split('\n').at(-1)!) as PipelineCheckLine
    return last.result ? { check: last.result } : { why: last.problem?.detail ?? 'the answer was cut off' }
  } catch (error) {
    // Never the address, which may be nobody's business.
    return { why: `the deployment gave no answer (${error instanceof Error ? error.name : 'error'})` }
  }
}

/** Something else may be at the address, and say that it knows no such page. */
function refusalOf(status: number, text: string): string {
  const isUnknown = /"code":\s*"unknown-pipeline"/.test(text)
  return isUnknown ? 'the deployment has no such pipeline yet' : `the deployment answered ${status}`
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`
}
