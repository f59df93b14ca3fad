import type { Catalog } from '@syndicate/catalog'
import type { EventOf } from '@syndicate/contracts'
import type { RecordEngine } from '@syndicate/pipeline'
import type { HeadTask } from './task.ts'

/** What goes out live of one run: there has to be room for what the event says besides. */
const most = { records: 100, bytes: 48 * 1024 }

/** The first records of a run; it says so when the next one would have been too much. */
export type Head = Pick<EventOf<'telemetry'>, 'records' | 'truncated' | 'bytes'>

/** The first records of a run that are stored, whatever chunks they are in. */
export async function readHead(catalog: Catalog, engine: RecordEngine, { run }: HeadTask): Promise<Head> {
  const { head, take } = createHead(engine)
  let chunk = await catalog.chunks.next(run, -1)
  while (chunk && take(chunk.data)) chunk = await catalog.chunks.next(run, chunk.ordinal)
  return head
}

/** The first records of a chunk. */
export function headOf(engine: RecordEngine, stored: Uint8Array): Head {
  const { head, take } = createHead(engine)
  take(stored)
  return head
}

function createHead(engine: RecordEngine) {
  const head: Head = { records: [] }
  let bytes = 0

  /** @returns whether there is room for more */
  function take(stored: Uint8Array): boolean {
    for (const line of engine.read(stored)) {
      if (head.records.length === most.records) return false
      bytes += Buffer.byteLength(line)
      if (bytes > most.bytes) {
        Object.assign(head, { truncated: true, bytes })
        return false
      }
      head.records.push(JSON.parse(line))
    }
    return true
  }
  return { head, take }
}
