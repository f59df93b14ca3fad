import { join } from 'node:path'
import { startProcess, type RunningProcess } from '../processes/start-process.ts'
import type { AppOptions } from './app-options.ts'

/** As of workers: a heap that begins small is collected over and over while an upload streams through. */
const gatewayFlags = ['--max-semi-space-size=16', '--initial-heap-size=128']

/** Starts one gateway; resolves when it listens, with its address. */
export async function startGateway(options: AppOptions): Promise<{ url: string; process: RunningProcess }> {
  const gateway = await startProcess({
    ...options,
    // Its threads would each keep freed memory in places of their own.
    env: { MALLOC_ARENA_MAX: '2', ...options.env },
    command: process.execPath,
    args: [...gatewayFlags, join(options.cwd, 'apps/gateway/src/main.ts')],
    readyWhen: (line) => listeningUrl(line) !== null,
    // What it has to drain and to finish in production, and a little more.
    stopWithinMs: 40_000,
  })
  return { url: listeningUrl(gateway.readyLine) ?? '', process: gateway }
}

function listeningUrl(line: string): string | null {
  if (!line.includes('"listening"')) return null
  try {
    const { msg, url } = JSON.parse(line) as { msg?: unknown; url?: unknown }
    return msg === 'listening' && typeof url === 'string' ? url : null
  } catch {
    return null
  }
}
