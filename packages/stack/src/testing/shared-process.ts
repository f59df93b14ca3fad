import { ForksPoolWorker, type PoolRunnerInitializer, type PoolTask } from 'vitest/node'

/** A module is never forgotten, and a test file holds on to what it has opened: that adds up to a gigabyte in a dozen files. */
const mostFiles = 8
const name = 'shared-process'

/**
 * Runs test files one after the other in the same process, so that code is loaded once for several of them. One that
 * measures its own process, `*.measured.test.ts`, gets a new one.
 */
export const sharedProcesses: PoolRunnerInitializer = {
  name,
  createPoolWorker: (options) => new SharedProcess(options),
}

class SharedProcess extends ForksPoolWorker {
  override name = name
  #files = 0

  override send(message: Parameters<ForksPoolWorker['send']>[0]): void {
    if (message.type === 'run') this.#files += message.context.files.length
    super.send(message)
  }

  canReuse({ context }: PoolTask): boolean {
    return this.#files < mostFiles && !context.files.some(({ filepath }) => filepath.endsWith('.measured.test.ts'))
  }
}
