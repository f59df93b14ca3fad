import type { Redis } from 'ioredis'
import { DamagedChunk, seal, sumBytes, unseal } from './sealed-chunk.ts'
import type { Memory } from './memory.ts'
import { headChunks } from './place-in-line.ts'

/** A chunk in flight is a `slice` of input until it is transformed, and `stored` form from then on. */
export type ChunkForm = 'slice' | 'stored'

export interface FlightLimits {
  /** Bytes of all runs together. */
  bytes: number
  /** Bytes of one run. */
  bytesPerRun: number
}

export interface ChunkInQuestion {
  run: string
  ordinal: number
  bytes: number
}

/** What later chunks of a run leave of the budget to the heads of others: small runs are to pass large ones. */
const reservedShare = 1 / 8
/** Above this share of Redis' memory each run has one chunk in flight, and above the next there is one in all. */
const tightShare = 0.75
const fullShare = 0.85

/* The book of all chunks in flight: a hash of run → bytes, with the sum under this field, and a hash a run of ordinal → bytes. */
const sumField = '*'

/*
 * KEYS: the book, the run's hash, the slice. ARGV: run, ordinal, size, most bytes of all, most bytes of the run, data.
 * Without data it only says whether there is room. A most of 0 lets in what is alone.
 * One chunk is always let in: a budget smaller than a chunk must not stop everything.
 */
const admitScript = `
if redis.call('HEXISTS', KEYS[2], ARGV[2]) == 1 then return 1 end
local size = tonumber(ARGV[3])
local sum = tonumber(redis.call('HGET', KEYS[1], '${sumField}') or 0)
local own = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or 0)
if sum > 0 and sum + size > tonumber(ARGV[4]) then return 0 end
if own > 0 and own + size > tonumber(ARGV[5]) then return 0 end
if not ARGV[6] then return 1 end
redis.call('SET', KEYS[3], ARGV[6])
redis.call('HSET', KEYS[2], ARGV[2], size)
redis.call('HINCRBY', KEYS[1], '${sumField}', size)
redis.call('HINCRBY', KEYS[1], ARGV[1], size)
return 1`

/*
 * KEYS: the book, the run's hash, the stored form, the slice. ARGV: run, ordinal, data.
 * A chunk that left the book meanwhile, because its run has ended, stays out of it.
 */
const replaceScript = `
local had = redis.call('HGET', KEYS[2], ARGV[2])
if not had then return 0 end
local change = #ARGV[3] - tonumber(had)
redis.call('DEL', KEYS[4])
redis.call('SET', KEYS[3], ARGV[3])
redis.call('HSET', KEYS[2], ARGV[2], #ARGV[3])
redis.call('HINCRBY', KEYS[1], '${sumField}', change)
redis.call('HINCRBY', KEYS[1], ARGV[1], change)
return 1`

/* KEYS: the book, the run's hash, both forms. ARGV: run, ordinal. */
const dropScript = `
redis.call('DEL', KEYS[3], KEYS[4])
local had = redis.call('HGET', KEYS[2], ARGV[2])
if not had then return 0 end
redis.call('HDEL', KEYS[2], ARGV[2])
if redis.call('HINCRBY', KEYS[1], '${sumField}', -had) <= 0 then redis.call('HDEL', KEYS[1], '${sumField}') end
if redis.call('HINCRBY', KEYS[1], ARGV[1], -had) <= 0 then redis.call('HDEL', KEYS[1], ARGV[1]) end
return 1`

type Script = (...args: (string | number | Uint8Array)[]) => Promise<number>
type Scripted = Redis & { admitChunk: Script; replaceChunk: Script; dropChunk: Script }

/** The chunks between two stages, bounded in bytes over all runs and within one. */
export function createFlight(redis: Redis, prefix: string, memory: Memory) {
  redis.defineCommand('admitChunk', { numberOfKeys: 3, lua: admitScript })
  redis.defineCommand('replaceChunk', { numberOfKeys: 4, lua: replaceScript })
  redis.defineCommand('dropChunk', { numberOfKeys: 4, lua: dropScript })
  const scripted = redis as Scripted
  const book = `${prefix}:flight`
  const runKey = (run: string) => `${prefix}:flight:${run}`
  const chunkKey = (run: string, ordinal: number, form: ChunkForm) => `${prefix}:chunk:${run}:${ordinal}:${form}`

  async function drop(run: string, ordinal: number): Promise<void> {
    const [slice, stored] = [chunkKey(run, ordinal, 'slice'), chunkKey(run, ordinal, 'stored')]
    await scripted.dropChunk(book, runKey(run), slice, stored, run, ordinal)
  }

  async function tryAdmit(chunk: ChunkInQuestion, limits: FlightLimits, data?: Buffer): Promise<boolean> {
    const { run, ordinal, bytes } = chunk
    const share = await memory.share()
    const budget = ordinal < headChunks ? limits.bytes : limits.bytes * (1 - reservedShare)
    const most = share > fullShare ? 0 : budget
    const mostOfRun = share > tightShare ? 0 : limits.bytesPerRun
    const slot = chunkKey(run, ordinal, 'slice')
    const size = bytes + sumBytes
    const asked = [book, runKey(run), slot, run, ordinal, size, most, mostOfRun]
    return (await scripted.admitChunk(...asked, ...(data ? [data] : []))) === 1
  }

  return {
    /** Takes a slice in; one that is in flight already, in whichever form, stays as it is. False when there is no room now. */
    admit: (run: string, ordinal: number, slice: Uint8Array, limits: FlightLimits): Promise<boolean> =>
      tryAdmit({ run, ordinal, bytes: slice.byteLength }, limits, seal(slice)),

    /** Whether `admit` would take a chunk in now, without the way to Redis for all its bytes. */
    hasRoom: (chunk: ChunkInQuestion, limits: FlightLimits): Promise<boolean> => tryAdmit(chunk, limits),

    /** Puts the stored form in the place of the slice it was made from. */
    async replace(run: string, ordinal: number, stored: Uint8Array): Promise<void> {
      const [slot, slice] = [chunkKey(run, ordinal, 'stored'), chunkKey(run, ordinal, 'slice')]
      await scripted.replaceChunk(book, runKey(run), slot, slice, run, ordinal, seal(stored))
    },

    /**
     * Null when it is not in flight in this form.
     * @throws DamagedChunk once when it is not what was taken in: it has been dropped, and is as good as lost
     */
    async read(run: string, ordinal: number, form: ChunkForm): Promise<Uint8Array | null> {
      const sealed = await redis.getBuffer(chunkKey(run, ordinal, form))
      if (!sealed) return null
      const chunk = unseal(sealed)
      if (chunk) return chunk
      await drop(run, ordinal)
      throw new DamagedChunk(ordinal)
    },

    drop,

    /** Which chunks of a run are in flight. */
    async ordinals(run: string): Promise<number[]> {
      return (await redis.hkeys(runKey(run))).map(Number)
    },

    /** Which runs have chunks in flight. */
    async runs(): Promise<string[]> {
      return (await redis.hkeys(book)).filter((field) => field !== sumField)
    },

    /** Forgets all chunks of a run. */
    async dropRun(run: string): Promise<void> {
      const ordinals = await redis.hkeys(runKey(run))
      await Promise.all(ordinals.map((ordinal) => drop(run, Number(ordinal))))
    },

    async bytes(): Promise<number> {
      return Number((await redis.hget(book, sumField)) ?? 0)
    },
  }
}
