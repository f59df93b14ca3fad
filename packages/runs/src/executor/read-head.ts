import type { Catalog } from '@syndicate/catalog'
import { decodeFrame, type Engine } from '@syndicate/pipeline'
import type { HeadTask } from './task.ts'

/** What goes out live of one run. */
const most = { records: 100, chars: 256 * 1024 }

/** The first records of a run that are stored, whatever chunks they are in. */
export async function readHead(catalog: Catalog, engine: Engine, { run }: HeadTask): Promise<unknown[]> {
  const records: unknown[] = []
  let chars = 0
  for (let chunk = await catalog.chunks.next(run, -1); chunk; chunk = await catalog.chunks.next(run, chunk.ordinal)) {
    for (const line of decodeFrame(engine, chunk.data)) {
      chars += line.length
      if (records.length === most.records || chars > most.chars) return records
      records.push(JSON.parse(line))
    }
  }
  return records
}
