/**
 * The JSON of a good answer.
 * @throws Error with the problem document of any other
 */
export async function answerOf<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T
  throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`)
}
