import { createReadStream } from 'node:fs'
import { request } from 'node:http'
import { json } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { pathTo, type AcceptedRun } from '@syndicate/contracts'
import type { Session } from './sign-in.ts'

/** Uploads NDJSON to the telemetry pipeline. By plain HTTP, because `fetch` with a stream costs the client a core. */
export async function uploadFile(session: Session, file: string): Promise<AcceptedRun> {
  const path = pathTo('POST /api/etl/upload', { query: { pipeline: 'telemetry', format: 'ndjson' } })
  const upload = request(new URL(path, session.gatewayUrl), {
    method: 'POST',
    headers: { ...session.headers, 'content-type': 'application/x-ndjson' },
  })
  const answered = new Promise<AcceptedRun>((resolve, reject) => {
    upload.once('error', reject)
    upload.once('response', (response) => {
      const body = json(response) as Promise<AcceptedRun>
      if (response.statusCode === 202) return resolve(body)
      body.then((problem) => reject(new Error(`The upload was refused: ${JSON.stringify(problem)}`)), reject)
    })
  })
  const [run] = await Promise.all([answered, pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), upload)])
  return run
}
