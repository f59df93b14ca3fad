import type { Problem, ProblemPlace } from '@syndicate/contracts'

/** A refusal by the server, or a failure to reach it. */
export class ClientError extends Error {
  override readonly name = 'ClientError'
  /** Stable: a code of the server's problem details, or `network`, or `aborted`. */
  declare readonly code: string
  /** Of the HTTP answer, when there was one. */
  declare readonly status: number | undefined
  /** For people. */
  declare readonly detail: string | undefined
  /** What is wrong with the request, place by place. */
  declare readonly errors: ProblemPlace[] | undefined
  /** When it is worth trying again. */
  declare readonly retryAfterSeconds: number | undefined
  /** The request's id, to be found in the server's log. */
  declare readonly instance: string | undefined

  constructor(problem: Partial<Problem> & { code: string; retryAfterSeconds?: number | undefined }, cause?: unknown) {
    super(problem.detail ?? problem.title ?? problem.code, { cause })
    Object.assign(this, problem)
  }
}

/** The error an answer stands for. One without problem details is a proxy's, for the server gives them with every refusal. */
export async function errorOf(response: Response): Promise<ClientError> {
  const { status, headers } = response
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>
  const retryAfterSeconds = Number(headers.get('retry-after')) || undefined
  return new ClientError({
    code: 'http',
    detail: `${headers.get('server') || 'A proxy'} refused it (${status})`,
    ...problem,
    status,
    retryAfterSeconds,
  })
}

/** What a call failed by before there was an answer. */
export function asClientError(cause: unknown, signal?: AbortSignal): ClientError {
  if (cause instanceof ClientError) return cause
  return new ClientError(
    signal?.aborted
      ? { code: 'aborted', detail: 'The call was given up' }
      : { code: 'network', detail: 'The server cannot be reached' },
    cause,
  )
}
