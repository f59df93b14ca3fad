import { fork } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { workerFlags } from '@syndicate/stack'
import { bytesOfRecord, type Input } from '../../inputs/input.ts'
import { schemaOfConfigured } from '../../schema-of-configured.ts'
import { askProcess } from '../ask-process.ts'
import type { FloorRange } from './floor-loop.ts'

export interface Floor {
  pids: number[]
  /** Takes the file through the loop, a part in each process. @returns valid records */
  run(file: string): Promise<number>
  stop(): void
}

/** Starts the floor's processes: as many as there are workers, with the same flags, and kept between rounds as they are. */
export function startFloor(processes: number, input: Input): Floor {
  const children = Array.from({ length: processes }, () =>
    fork(join(import.meta.dirname, 'floor-process.ts'), { execArgv: workerFlags }),
  )
  for (const child of children) child.send({ input: input.name, schema: schemaOf(input) })
  return {
    pids: children.map((child) => child.pid ?? 0),
    async run(file) {
      const ranges = rangesOf(input, file, processes)
      const counts = await Promise.all(children.map((child, index) => askProcess(child, ranges[index]!)))
      return counts.reduce((sum, count) => sum + count, 0)
    },
    stop: () => children.forEach((child) => child.disconnect()),
  }
}

/** Of a stored record. */
function schemaOf({ own, pipeline }: Input): object {
  return own?.schema ?? schemaOfConfigured(pipeline)
}

/** About equal parts of the file, its header left out. */
function rangesOf(input: Input, file: string, parts: number): FloorRange[] {
  const recordBytes = bytesOfRecord(input)
  const records = (statSync(file).size - input.header.length) / recordBytes
  const cut = (part: number) => input.header.length + Math.floor((records * part) / parts) * recordBytes
  return Array.from({ length: parts }, (_, part) => ({ file, start: cut(part), end: cut(part + 1) }))
}
