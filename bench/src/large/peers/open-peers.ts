import { openBullmq } from './bullmq/open-bullmq.ts'
import { openCopy } from './copy/open-copy.ts'
import { openDuckdb } from './duckdb/open-duckdb.ts'
import type { Peer, PeerContext } from './peer.ts'

/** What people would use instead, each ready to take a file of telemetry. */
export async function openPeers(context: PeerContext): Promise<Record<string, Peer>> {
  return {
    'Node and COPY': await openCopy(context),
    'BullMQ, one queue': await openBullmq(context),
    DuckDB: await openDuckdb(context),
  }
}
