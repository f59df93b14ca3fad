import { openSocket } from '../acceptance/socket.ts'
import type { Run } from '@syndicate/contracts'
import type { Client } from '../acceptance/client.ts'
import type { Attack } from './cost-of.ts'
import type { GrownInput } from './grown-inputs.ts'
import type { GrownRequest } from './grown-requests.ts'

const pipelines: Record<string, string> = { yaml: 'documents', msgpack: 'binary', cbor: 'binary', binary: 'binary' }
const recordFormats = ['ndjson', 'json', 'csv']
/** For the last of many that came at once. */
const patienceMs = 600_000
let datasets = 0

/** An upload; then all that came of it is asked for, if that is wanted. */
export function uploadOf(
  user: Client,
  { what, format, encoding, make }: GrownInput,
  size: number,
  thenAsk = true,
): Attack {
  const body = make(size)
  const bytes = Buffer.byteLength(body)
  return {
    what: `${format}: ${what}`,
    group: `uploads: ${format}`,
    bytes,
    async begin() {
      const dataset = `grown-${(datasets += 1)}`
      const query = { pipeline: pipelines[format] ?? 'records', format, dataset }
      const answer = await user.upload(query, body, encoding ? { 'content-encoding': encoding } : {})
      const run = (await answer.json()) as Run
      if (answer.status !== 202) return async () => {}
      return async () => {
        await user.ended(run.runId, patienceMs)
        if (!thenAsk) return
        const asked = [
          `/api/runs/${run.runId}`,
          `/api/quarantine?run=${run.runId}&limit=1000`,
          `/api/registry/${dataset}`,
          `/api/telemetry?topic=runs.${run.runId}&since=0`,
          ...recordFormats.map((each) => `/api/registry/${dataset}/records?format=${each}`),
        ]
        for (const path of asked) await drain(await user.fetch(path))
      }
    },
  }
}

/** Uploads that are all there before any of them is done; nobody asks for what came of them. */
export function uploadsAtOnce(user: Client, what: string, inputs: readonly GrownInput[], size: number): Attack {
  const uploads = inputs.map((input) => uploadOf(user, input, size, false))
  return {
    what,
    group: 'uploads at once',
    runs: uploads.length,
    bytes: uploads.reduce((sum, { bytes }) => sum + bytes, 0),
    async begin() {
      const ends = await Promise.all(uploads.map((upload) => upload.begin()))
      return async () => void (await Promise.all(ends.map((end) => end())))
    },
  }
}

/** Requests, some at once. */
export function requestsOf(user: Client, group: string, requests: readonly GrownRequest[], id: string): Attack {
  const total = requests.map(({ path, body = '' }) => path.length + Buffer.byteLength(body))
  return {
    what: requests[0]?.what ?? group,
    group,
    bytes: total.reduce((sum, each) => sum + each, 0),
    async begin() {
      const left = requests.values()
      const work = async () => {
        for (const { method, path, body } of left) {
          const headers = body === undefined ? {} : { 'content-type': 'application/json' }
          const filled = path.replace('{id}', id).replace('{dataset}', 'other-1').replace('{name}', 'telemetry')
          await drain(await user.fetch(filled, { method, headers, ...(body !== undefined && { body }) }))
        }
      }
      const all = Promise.all([work(), work(), work(), work()])
      // It is waited for below, and fails there.
      all.catch(() => {})
      return async () => void (await all)
    },
  }
}

/** The same message a few times, and one that is answered last. */
export function messagesOf(user: Client, what: string, text: string): Attack {
  const times = 4
  return {
    what,
    group: 'messages',
    bytes: Buffer.byteLength(text) * times,
    async begin() {
      const socket = await openSocket(user)
      await socket.subscribe(['datasets.nothing'])
      for (let n = 0; n < times; n += 1) socket.sendText(text)
      socket.send({ type: 'SUBSCRIBE', topics: ['datasets.last'], csrf: user.csrf })
      return async () => {
        const answered = () =>
          socket.all('SUBSCRIBED').some(({ topics }) => topics.some((each) => topicOf(each) === 'datasets.last'))
        await socket.until(() => answered() || !socket.isOpen(), patienceMs)
        if (socket.isOpen()) await socket.close()
      }
    },
  }
}

const topicOf = (each: unknown) => (typeof each === 'string' ? each : String((each as { topic?: string }).topic))

async function drain(response: Response): Promise<void> {
  for await (const _ of response.body ?? []);
}
