import type { Host } from '../host.ts'
import { linesOf, readFrame } from './read-frame.ts'

/** The records of a stored frame in order, each as one line of JSON. Throws when the frame is damaged. */
export function decodeFrame(host: Host, data: Uint8Array): string[] {
  return linesOf(readFrame(host, data))
}
