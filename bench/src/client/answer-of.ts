import type { AnswerTo, RouteName } from '@syndicate/contracts'

/**
 * The JSON of a good answer of a route.
 * @throws Error with the problem document of any other
 */
export async function answerOf<N extends RouteName>(response: Response): Promise<AnswerTo<N>> {
  if (response.ok) return (await response.json()) as AnswerTo<N>
  throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`)
}
