const late = Symbol('late')

/**
 * What was promised, if it comes in time. A promise that comes later is let go, whatever becomes of it.
 * @param ms how long to wait at most
 * @param onLate what there is instead; throws an Error when left out
 */
export async function within<T, L = never>(
  ms: number,
  promised: Promise<T>,
  onLate: () => L = () => {
    throw new Error(`no answer within ${ms} ms`)
  },
): Promise<T | L> {
  const time = Promise.withResolvers<typeof late>()
  const timer = setTimeout(() => time.resolve(late), Math.max(0, ms))
  try {
    const first = await Promise.race([promised, time.promise])
    return first === late ? onLate() : (first as T)
  } finally {
    clearTimeout(timer)
  }
}
