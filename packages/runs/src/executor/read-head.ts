import type { Catalog } from '@syndicate/catalog'
import type { RecordEngine } from '@syndicate/pipeline'
import type { HeadTask } from './task.ts'

/** What goes out live of one run. */
const most = { records: 100, chars: 256 * 1024 }

/** The first records of a run that are stored, whatever chunks they are in. */
export async function readHead(catalog: Catalog, engine: RecordEngine, { run }: HeadTask): Promise<unknown[]> {
  const head = createHead(engine)
  let chunk = await catalog.chunks.next(run, -1)
  while (chunk && head.take(chunk.data)) chunk = await catalog.chunks.next(run, chunk.ordinal)
  return head.records
}

/** The first records of a chunk. */
export function headOf(engine: RecordEngine, stored: Uint8Array): unknown[] {
  const head = createHead(engine)
  head.take(stored)
  return head.records
}

function createHead(engine: RecordEngine) {
  const records: unknown[] = []
  let chars = 0
  return {
    records,
    /** @returns whether there is room for more */
    take(stored: Uint8Array): boolean {
      for (const line of engine.read(stored)) {
        chars += line.length
        if (records.length === most.records || chars > most.chars) return false
        records.push(JSON.parse(line))
      }
      return true
    },
  }
}
