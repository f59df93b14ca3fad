import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Finding } from '@syndicate/contracts'
import { ok, warning, wrong } from './finding.ts'

/** Shares of a file system that are free. */
const tight = { warning: 0.1, error: 0.02 }

/** Room where this process writes, and where PostgreSQL keeps its data, if that can be seen from here. */
export async function examineRoom(dataDirectory: string | null): Promise<Finding[]> {
  const folders = [tmpdir()]
  if (dataDirectory !== null && existsSync(join(dataDirectory, 'PG_VERSION'))) folders.push(dataDirectory)
  return Promise.all(folders.map(roomIn))
}

async function roomIn(folder: string): Promise<Finding> {
  const code = 'room'
  const { bavail, blocks, bsize } = await statfs(folder)
  const share = blocks === 0 ? 1 : bavail / blocks
  const what = `${folder} has ${Math.round((bavail * bsize) / 2 ** 20)} MiB free, ${Math.round(share * 100)} %`
  if (share >= tight.warning) return ok(code, what)
  return (share < tight.error ? wrong : warning)(code, what, 'Make room, or enlarge it')
}
