import { ProblemError } from '@syndicate/contracts'
import { Death } from './death.ts'
import { openThread } from './open-thread.ts'
import { saidOf, type Answer, type Request, type Runner, type RunnerOptions, type TimeLimits } from './task.ts'

let thread: Runner | undefined

process.on('message', (message: RunnerOptions | (Request & { limits: TimeLimits })) => {
  if ('task' in message) void answer(message).then((reply) => process.send!({ ...reply, id: message.id }))
  else {
    thread = openThread(message)
    process.send!('ready')
  }
})
// Whoever asked is gone; the thread may hang, so nothing gentler would do.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))

async function answer({ hash, recipe, task, limits }: Request & { limits: TimeLimits }): Promise<Answer> {
  try {
    return await thread!.run({ hash: hash!, recipe: recipe! }, task, limits)
  } catch (error) {
    if (error instanceof Death) return { death: error.note }
    return error instanceof ProblemError ? { problem: saidOf(error) } : { error }
  }
}
