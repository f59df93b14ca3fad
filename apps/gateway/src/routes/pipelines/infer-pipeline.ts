import type { IncomingMessage } from 'node:http'
import { maxHeadBytes, ProblemError, readOptionsOfQuery, type Inference } from '@syndicate/contracts'
import { datasetsOf, requireDataset, requireRight, requireRun } from '@syndicate/identity'
import { inferDataset, inferFile, inferRun } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { exactJson } from '../../http/answers/exact-json.ts'
import { decodedBody, decoderBytes } from '../../http/bodies/decoded-body.ts'
import { rawBodies, refuseForms } from '../../http/bodies/raw-bodies.ts'
import { bind } from '../bind.ts'

/** Expects a scope of its own: every media type reaches it unread. */
export function inferPipeline(app: App, { bodyRoom, catalog, config, runs, trials }: Gateway): void {
  rawBodies(app)
  const stalledMs = config.api.limits.request.stalledSeconds * 1000
  bind(app, 'POST /api/pipelines/infer', async (request, reply) => {
    // Names of fields may be any text, and casts are by name.
    const answer = async (found: Promise<Inference>) => exactJson(reply).send(await found)
    const { name, part, run, dataset, format, ...said } = request.query
    const principal = principalOf(request)
    const reading = readOptionsOfQuery(said)
    request.target = dataset ?? run ?? name?.slice(0, 100)
    if (run !== undefined || dataset !== undefined) {
      refuseMore({ run, dataset, format, reading })
      requireRight(principal, 'read')
      const datasets = datasetsOf(principal, 'read')
      if (dataset !== undefined) {
        requireDataset(datasets, dataset)
        return answer(trials(request, () => inferDataset(runs, dataset)))
      }
      await requireRun(catalog.runs, datasets, run!)
      return answer(trials(request, () => inferRun(runs, run!)))
    }
    const stream = request.body as IncomingMessage | undefined
    if (!stream) throw new ProblemError('empty-input', 'There is nothing in the body')
    refuseForms(request.headers['content-type'])
    const encoding = request.headers['content-encoding']
    // Nothing that may throw stands between coming in and leaving.
    const place = bodyRoom.enter(principal.userId)
    try {
      const body = decodedBody({ stream, encoding, maxBytes: Infinity, stalledMs })
      const { bytes, isWhole } = await headOf(body, async (held) => {
        // Once more to be joined, and once for the thread that looks at it.
        place.hold(decoderBytes(encoding, held) + 3 * held)
        await place.room()
      })
      const mediaType = request.headers['content-type']
      const head = { bytes, isWhole: isWhole && part !== 'true', fileName: name, format, reading, mediaType }
      return await answer(trials(request, () => inferFile(runs, head)))
    } finally {
      place.leave()
    }
  })
}

/** What is looked at is what is named. */
function refuseMore({ run, dataset, ...more }: Record<string, unknown>): void {
  const named = Object.entries(more).find(([, value]) => value !== undefined)?.[0]
  if (run !== undefined && dataset !== undefined)
    throw new ProblemError('validation-failed', 'run and dataset: name one of them')
  if (named)
    throw new ProblemError(
      'validation-failed',
      `${named}: says nothing of records that were read already; leave it out`,
    )
}

/** As much of a body as is looked at. @param onHeld told how many bytes are held, before more are read */
async function headOf(
  body: AsyncIterable<Uint8Array>,
  onHeld: (bytes: number) => Promise<void>,
): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  const pieces: Uint8Array[] = []
  let size = 0
  await onHeld(0)
  for await (const piece of body) {
    pieces.push(piece)
    size += piece.byteLength
    if (size > maxHeadBytes) return { bytes: Buffer.concat(pieces).subarray(0, maxHeadBytes), isWhole: false }
    await onHeld(size)
  }
  return { bytes: Buffer.concat(pieces), isWhole: true }
}
