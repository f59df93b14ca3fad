import type { Format, ReadOptions, Run, RunChanges, RunState } from '@syndicate/contracts'

/** A row of `runs`, with the version it published. */
export interface RunRow {
  id: string
  pipeline: string
  dataset: string
  format: Format
  state: RunState
  bytes: number
  chunksCut: number
  chunks: number | null
  chunksValid: number
  staged: number
  recordsIn: number
  loaded: number
  quarantined: number
  duplicate: number
  filtered: number
  extractMs: number
  transformMs: number
  loadMs: number
  validateMs: number
  errorCode: string | null
  errorDetail: string | null
  replayOf: string | null
  fileName: string | null
  userId: string
  username: string
  version: number | null
  inputKept: boolean
  reading: ReadOptions | null
  changes: RunChanges | null
  dealtWithAt: Date | null
  dealtWithBy: string | null
  createdAt: Date
  startedAt: Date | null
  finishedAt: Date | null
}

export function toRun(row: RunRow): Run {
  const { recordsIn, loaded, quarantined, duplicate, filtered } = row
  return {
    runId: row.id,
    state: row.state,
    pipeline: row.pipeline,
    dataset: row.dataset,
    format: row.format,
    counts: { in: recordsIn, loaded, quarantined, duplicate, filtered },
    chunks: row.chunks,
    stages: {
      extract: { chunks: row.chunksCut, ms: row.extractMs },
      transform: { chunks: row.staged, ms: row.transformMs },
      load: { chunks: row.staged, ms: row.loadMs },
      validate: { chunks: row.chunksValid, ms: row.validateMs },
    },
    bytes: row.bytes,
    version: row.version,
    error: row.errorCode ? { code: row.errorCode, detail: row.errorDetail ?? '' } : null,
    replayOf: row.replayOf,
    fileName: row.fileName,
    startedBy: { userId: row.userId, username: row.username },
    inputKept: row.inputKept,
    reading: row.reading ?? {},
    changes: row.changes,
    ...(row.dealtWithAt && { dealtWith: { at: row.dealtWithAt.toISOString(), by: row.dealtWithBy } }),
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }
}
