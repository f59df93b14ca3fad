import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { FloorRange } from './floor-loop.ts'
import { splitFile } from './split-file.ts'

export interface Floor {
  pids: number[]
  /** Takes the file through the loop, a part in each process. @returns valid records */
  run(file: string): Promise<number>
  stop(): void
}

/** Starts the floor's processes: as many as there are workers, with the same flags, and kept between rounds as they are. */
export function startFloor(processes: number, schema: object): Floor {
  const children = Array.from({ length: processes }, () =>
    fork(join(import.meta.dirname, 'floor-process.ts'), { execArgv: ['--max-semi-space-size=64'] }),
  )
  for (const child of children) child.send({ schema })
  return {
    pids: children.map((child) => child.pid ?? 0),
    async run(file) {
      const ranges = splitFile(file, processes)
      const counts = await Promise.all(children.map((child, index) => ask(child, ranges[index]!)))
      return counts.reduce((sum, count) => sum + count, 0)
    },
    stop: () => children.forEach((child) => child.disconnect()),
  }
}

async function ask(child: ChildProcess, range: FloorRange): Promise<number> {
  const gone = once(child, 'exit').then(() => Promise.reject(new Error('A process of the floor ended early')))
  child.send(range)
  const [records] = (await Promise.race([once(child, 'message'), gone])) as [number]
  return records
}
