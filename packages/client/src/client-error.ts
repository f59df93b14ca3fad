import type { Problem } from '@syndicate/contracts'

export interface ErrorPlace {
  path: string
  message: string
}

/** A refusal by the server, or a failure to reach it. */
export class ClientError extends Error {
  override readonly name = 'ClientError'
  /** Stable: a code of the server's problem details, or `network`, or `aborted`. */
  readonly code: string
  /** Of the HTTP answer, when there was one. */
  readonly status: number | undefined
  /** For people. */
  readonly detail: string | undefined
  /** What is wrong with the request, place by place. */
  readonly errors: ErrorPlace[] | undefined
  /** When it is worth trying again. */
  readonly retryAfterSeconds: number | undefined
  /** The request's id, to be found in the server's log. */
  readonly instance: string | undefined

  constructor(problem: Partial<Problem> & { code: string }, options?: ErrorOptions & { retryAfterSeconds?: number }) {
    super(problem.detail ?? problem.title ?? problem.code, options)
    this.code = problem.code
    this.status = problem.status
    this.detail = problem.detail
    this.errors = problem.errors
    this.instance = problem.instance
    this.retryAfterSeconds = options?.retryAfterSeconds
  }
}

/** The error an answer stands for; proxies may answer without problem details. */
export async function errorOf(response: Response): Promise<ClientError> {
  const { status, statusText, headers } = response
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>
  const retryAfterSeconds = Number(headers.get('retry-after')) || 0
  return new ClientError(
    { code: `http-${status}`, detail: `The server answered ${status} ${statusText}`, ...problem, status },
    retryAfterSeconds ? { retryAfterSeconds } : {},
  )
}

/** What a call failed by before there was an answer. */
export function asClientError(cause: unknown, signal?: AbortSignal): ClientError {
  if (cause instanceof ClientError) return cause
  const [code, detail] = signal?.aborted
    ? ['aborted', 'The call was given up']
    : ['network', 'The server cannot be reached']
  return new ClientError({ code: code!, detail: detail! }, { cause })
}
