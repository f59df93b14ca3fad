import { Death } from './death.ts'
import type { Hand, HandOptions, Reply, Request, TimeLimits } from './job.ts'
import { openThread } from './open-thread.ts'

let thread: Hand | undefined

process.on('message', (message: HandOptions | (Request & { limits: TimeLimits })) => {
  if ('task' in message) void answer(message).then((reply) => process.send!(reply))
  else {
    thread = openThread(message)
    process.send!('ready')
  }
})
// Whoever asked is gone; the thread may hang, so nothing gentler would do.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))

async function answer({ hash, recipe, task, limits }: Request & { limits: TimeLimits }): Promise<Reply> {
  try {
    return await thread!.run({ hash, recipe: recipe! }, task, limits)
  } catch (error) {
    return error instanceof Death ? { death: error.note } : { error }
  }
}
