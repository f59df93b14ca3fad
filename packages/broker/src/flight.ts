import type { Redis } from 'ioredis'

/** A chunk in flight is a `slice` of input until it is transformed, and `stored` form from then on. */
export type ChunkForm = 'slice' | 'stored'

export interface FlightLimits {
  /** Bytes of all runs together. */
  bytes: number
  /** Chunks of one run. */
  chunksPerRun: number
}

/*
 * KEYS: the run's hash (ordinal → bytes), the total, the chunk to write, the chunk it takes the place of.
 * ARGV: ordinal, data, most bytes, most chunks of the run (0 and 0: no limit, the chunk is in flight already).
 * One chunk is always let in: a budget smaller than a chunk must not stop everything.
 */
const putScript = `
local size = #ARGV[2]
local had = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or 0)
local total = tonumber(redis.call('GET', KEYS[2]) or 0)
if had == 0 and tonumber(ARGV[3]) > 0 and total > 0 then
  if total + size > tonumber(ARGV[3]) then return 0 end
  if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then return 0 end
end
redis.call('SET', KEYS[3], ARGV[2])
redis.call('DEL', KEYS[4])
redis.call('HSET', KEYS[1], ARGV[1], size)
redis.call('INCRBY', KEYS[2], size - had)
return 1`

const dropScript = `
local had = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or 0)
redis.call('DEL', KEYS[3], KEYS[4])
redis.call('HDEL', KEYS[1], ARGV[1])
if had > 0 then redis.call('DECRBY', KEYS[2], had) end
return had`

type Scripted = Redis & {
  putChunk(...args: (string | number | Uint8Array)[]): Promise<number>
  dropChunk(...args: (string | number)[]): Promise<number>
}

/** The chunks between two stages, bounded in bytes over all runs and in number within one. */
export function createFlight(redis: Redis, prefix: string) {
  redis.defineCommand('putChunk', { numberOfKeys: 4, lua: putScript })
  redis.defineCommand('dropChunk', { numberOfKeys: 4, lua: dropScript })
  const scripted = redis as Scripted
  const runKey = (run: string) => `${prefix}:flight:${run}`
  const totalKey = `${prefix}:flight`
  const chunkKey = (run: string, ordinal: number, form: ChunkForm) => `${prefix}:chunk:${run}:${ordinal}:${form}`

  async function drop(run: string, ordinal: number): Promise<void> {
    const [slice, stored] = [chunkKey(run, ordinal, 'slice'), chunkKey(run, ordinal, 'stored')]
    await scripted.dropChunk(runKey(run), totalKey, slice, stored, ordinal)
  }

  return {
    /** Takes a slice in. False when the budget has no room for it now. */
    async admit(run: string, ordinal: number, slice: Uint8Array, limits: FlightLimits): Promise<boolean> {
      const [slot, other] = [chunkKey(run, ordinal, 'slice'), chunkKey(run, ordinal, 'stored')]
      return (
        (await scripted.putChunk(
          runKey(run),
          totalKey,
          slot,
          other,
          ordinal,
          asBuffer(slice),
          limits.bytes,
          limits.chunksPerRun,
        )) === 1
      )
    },

    /** Puts the stored form in the place of the slice it was made from. */
    async replace(run: string, ordinal: number, stored: Uint8Array): Promise<void> {
      const [slot, other] = [chunkKey(run, ordinal, 'stored'), chunkKey(run, ordinal, 'slice')]
      await scripted.putChunk(runKey(run), totalKey, slot, other, ordinal, asBuffer(stored), 0, 0)
    },

    async read(run: string, ordinal: number, form: ChunkForm): Promise<Uint8Array | null> {
      return redis.getBuffer(chunkKey(run, ordinal, form))
    },

    drop,

    /** Which chunks of a run are in flight. */
    async ordinals(run: string): Promise<number[]> {
      return (await redis.hkeys(runKey(run))).map(Number)
    },

    /** Forgets all chunks of a run that has ended. */
    async dropRun(run: string): Promise<void> {
      const ordinals = await redis.hkeys(runKey(run))
      await Promise.all(ordinals.map((ordinal) => drop(run, Number(ordinal))))
    },

    async bytes(): Promise<number> {
      return Number((await redis.get(totalKey)) ?? 0)
    },
  }
}

/** The client takes a Uint8Array for text; a Buffer over the same bytes costs nothing. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
