/** A task was not done, and is not to blame: another one ended whoever was to work on it, or that could not even begin. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'

  constructor(cause: Error) {
    super(`It was not done: ${cause.message}`, { cause })
  }
}
