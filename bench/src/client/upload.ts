import { request } from 'node:http'
import type { Readable } from 'node:stream'
import { json } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { pathTo, type AcceptedRun } from '@syndicate/contracts'
import type { Input } from '../inputs/input.ts'
import type { Session } from './sign-in.ts'

const mediaTypes = { ndjson: 'application/x-ndjson', csv: 'text/csv', msgpack: 'application/vnd.msgpack' }

/** Uploads an input to its pipeline. By plain HTTP, because `fetch` with a stream costs the client a core. */
export async function upload(session: Session, input: Input, body: Readable): Promise<AcceptedRun> {
  const { pipeline: recipe, format } = input
  const path = pathTo('POST /api/etl/upload', { query: { pipeline: recipe, format } })
  const sent = request(new URL(path, session.gatewayUrl), {
    method: 'POST',
    headers: { ...session.headers, 'content-type': mediaTypes[format] },
  })
  const answered = new Promise<AcceptedRun>((resolve, reject) => {
    sent.once('error', reject)
    sent.once('response', (response) => {
      const answer = json(response) as Promise<AcceptedRun>
      if (response.statusCode === 202) return resolve(answer)
      answer.then((problem) => reject(new Error(`The upload was refused: ${JSON.stringify(problem)}`)), reject)
    })
  })
  const [run] = await Promise.all([answered, pipeline(body, sent)])
  return run
}
