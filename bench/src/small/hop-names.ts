export const hops = ['hop-1', 'hop-2', 'hop-3', 'hop-4'] as const
export const hopPrefix = 'bench-hops'
export const hopChannel = 'bench-hops:done'

/** The tiny reference that passes through. */
export interface Hop {
  run: number
}
