import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { createBroker, type Broker } from '../src/index.ts'

/** A broker whose keys nobody else uses. With `prefix`, another one beside it, as of a second process. */
export async function openBroker(prefix = `t_${randomBytes(6).toString('hex')}`): Promise<{
  broker: Broker
  prefix: string
  [Symbol.asyncDispose](): Promise<void>
}> {
  const broker = createBroker({ url: inject('redisUrl'), prefix })
  await broker.ping()
  return { broker, prefix, [Symbol.asyncDispose]: () => broker.close() }
}
