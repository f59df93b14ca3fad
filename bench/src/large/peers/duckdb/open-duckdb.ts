import { fork } from 'node:child_process'
import { createReadStream, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createZstdDecompress } from 'node:zlib'
import { askProcess } from '../../ask-process.ts'
import type { Peer, PeerContext } from '../peer.ts'

/** One SQL statement from file to compressed file, by as many threads as there are workers. Nobody syncs the file. */
export function openDuckdb({ workers, folder }: PeerContext): Promise<Peer> {
  const output = join(folder, 'duckdb.ndjson.zst')
  const child = fork(join(import.meta.dirname, 'duckdb-process.ts'), [output, String(workers)], { execArgv: [] })
  return Promise.resolve({
    pids: [child.pid ?? 0],
    run: (file) => askProcess(child, { file }),
    async takeAway() {
      const records = await countLines(output)
      rmSync(output)
      return records
    },
    stop() {
      child.disconnect()
      return Promise.resolve()
    },
  })
}

async function countLines(file: string): Promise<number> {
  let lines = 0
  const text = createReadStream(file).pipe(createZstdDecompress())
  for await (const bytes of text as AsyncIterable<Buffer>) {
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1
  }
  return lines
}
