interface Written<R> {
  type(contentType: string): R
  serializer(write: (payload: unknown) => string): R
}

/**
 * Writes an answer as it is, whatever its members are called; a schema would look at every part of it before.
 * @param write text of JSON, where that is known already
 */
export function exactJson<R extends Written<R>>(
  reply: R,
  write: (payload: unknown) => string = (payload) => JSON.stringify(payload),
): R {
  return reply.type('application/json; charset=utf-8').serializer(write)
}
