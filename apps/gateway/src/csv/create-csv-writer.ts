import { Worker } from 'node:worker_threads'
import type { CsvReply, CsvTask, Sheet } from './csv-task.ts'

/** What one thread may take; a record may have some 16 million characters, and is held parsed and as a row. */
const resourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 12 }

type Answer = Exclude<CsvReply, { error: unknown }>
type Asked = PromiseWithResolvers<Answer>

/** Makes CSV of records off the event loop, in one thread that all downloads share: each has one task at a time in it. */
export interface CsvWriter {
  /** The names in these lines, in the order they are met: all of them, or as many as are too many for a header. */
  fieldsOf(lines: Uint8Array): Promise<string[]>
  /** A row for each of these lines. */
  rowsOf(lines: Uint8Array, sheet: Sheet): Promise<Uint8Array>
  close(): Promise<void>
}

/** The thread is opened when there is something to do, and anew when it ended. */
export function createCsvWriter(): CsvWriter {
  let thread: Worker | undefined
  let lastId = 0
  const asked = new Map<number, Asked>()

  function open(): Worker {
    const opened = new Worker(new URL('./csv-thread.ts', import.meta.url), {
      env: {},
      execArgv: [],
      resourceLimits,
    })
    opened.unref()
    opened.on('message', (reply: CsvReply) => {
      const waiting = asked.get(reply.id)
      asked.delete(reply.id)
      if ('error' in reply) waiting?.reject(reply.error)
      else waiting?.resolve(reply)
    })
    opened.on('error', (error) => end(opened, error))
    opened.on('exit', () => end(opened, new Error('The thread that writes CSV ended')))
    return opened
  }

  function end(ended: Worker, error: unknown): void {
    if (thread !== ended) return
    thread = undefined
    for (const { reject } of asked.values()) reject(error)
    asked.clear()
  }

  function ask(task: CsvTask): Promise<Answer> {
    thread ??= open()
    const id = ++lastId
    const waiting = Promise.withResolvers<Answer>()
    asked.set(id, waiting)
    thread.postMessage({ ...task, id }, [task.lines.buffer])
    return waiting.promise
  }

  return {
    async fieldsOf(lines) {
      const answer = await ask({ kind: 'fields', lines: ownBytes(lines) })
      return 'fields' in answer ? answer.fields : []
    },
    async rowsOf(lines, sheet) {
      const answer = await ask({ kind: 'rows', lines: ownBytes(lines), sheet })
      return 'rows' in answer ? answer.rows : new Uint8Array()
    },
    async close() {
      await thread?.terminate()
    },
  }
}

/** A copy that can be given away: a Buffer's bytes may be a view into a pool. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}
