/** PostgreSQL, or this machine, is away, full or busy: what was told of it in another thread. */
export class PassingError extends Error {
  override readonly name = 'PassingError'
}
