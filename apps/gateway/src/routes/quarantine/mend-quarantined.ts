import type { IncomingMessage } from 'node:http'
import { maxSheetBytes, ProblemError, type LeftRecords } from '@syndicate/contracts'
import { dryRunQuarantine, readMendedRows, replayQuarantine } from '@syndicate/runs'
import type { FastifyRequest } from 'fastify'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { decodedBody, decoderBytes } from '../../http/bodies/decoded-body.ts'
import { rawBodies, refuseForms } from '../../http/bodies/raw-bodies.ts'
import { bind } from '../bind.ts'
import { datasetsFor, nameOf } from '../selection-of.ts'

/** What is held of a body once it is taken apart: its bytes, their text, and rows of cells. */
const timesItself = 4

/** Expects a scope of its own: every media type reaches it unread. */
export function mendQuarantined(app: App, gateway: Gateway): void {
  const { acceptedBytes, bodyRoom, config, runs, trials } = gateway
  rawBodies(app)
  const stalledMs = config.api.limits.request.stalledSeconds * 1000
  bind(app, 'POST /api/quarantine/mend', async (request, reply) => {
    const { nameFrom } = request.query
    const isDry = request.query.dryRun === 'true'
    const { userId } = principalOf(request)
    refuseForms(request.headers['content-type'])
    const place = bodyRoom.enter(userId)
    try {
      const bytes = await wholeBody(request, stalledMs, async (held, encoding) => {
        place.hold(decoderBytes(encoding, held) + timesItself * held)
        await place.room()
      })
      const { rows, withoutId } = await readMendedRows(bytes)
      if (rows.size === 0) throw new ProblemError('nothing-to-replay', 'No row of the file names a record')
      const selection = { ids: [...rows.keys()] }
      const recipes = runs.pipelines.recipes()
      const { maxReplays } = config.api.etl
      const wanted = { selection, rows, datasets: datasetsFor(request), recipes, maxReplays }
      request.target = isDry ? 'dry run' : nameOf(selection, 'records')
      if (isDry) {
        const dry = await trials(request, () => dryRunQuarantine(runs, { ...wanted, nameFrom }))
        return { ...dry, notReplayable: withMissing(dry.notReplayable, withoutId) }
      }
      const onBytes = (size: number) => acceptedBytes.take(userId, size)
      const replay = await trials(request, () =>
        replayQuarantine(runs, { ...wanted, userId, trace: request.trace, onBytes }),
      )
      request.target = replay.runs.map(({ runId }) => runId).join(' ')
      return reply.code(202).send({ ...replay, notReplayable: withMissing(replay.notReplayable, withoutId) })
    } finally {
      place.leave()
    }
  })
}

/** @param onHeld told how many bytes are held, before more are read */
async function wholeBody(
  request: FastifyRequest,
  stalledMs: number,
  onHeld: (bytes: number, encoding: string | undefined) => Promise<void>,
): Promise<Uint8Array> {
  const stream = request.body as IncomingMessage | undefined
  if (!stream) throw new ProblemError('empty-input', 'There is nothing in the body')
  const encoding = request.headers['content-encoding']
  const pieces: Uint8Array[] = []
  let size = 0
  await onHeld(0, encoding)
  for await (const piece of decodedBody({ stream, encoding, maxBytes: maxSheetBytes, stalledMs })) {
    pieces.push(piece)
    size += piece.byteLength
    await onHeld(size, encoding)
  }
  if (size === 0) throw new ProblemError('empty-input', 'There is nothing in the body')
  return Buffer.concat(pieces)
}

/** Rows that name no record count as those whose record is not there. */
function withMissing(left: LeftRecords[], count: number): LeftRecords[] {
  const known = left.find(({ reason }) => reason === 'not-found')?.count ?? 0
  if (count === 0) return left
  return [...left.filter(({ reason }) => reason !== 'not-found'), { reason: 'not-found', count: known + count }]
}
