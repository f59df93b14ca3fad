import type { IncomingMessage } from 'node:http'
import { ProblemError, readOptionsOfQuery } from '@syndicate/contracts'
import { requireStart } from '@syndicate/identity'
import type { Progress } from '@syndicate/runs'
import type { FastifyRequest } from 'fastify'
import { acceptFor } from '../../accept-for.ts'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import type { Place } from '../../http/bodies/body-room.ts'
import { decodedBody, decoderBytes } from '../../http/bodies/decoded-body.ts'
import { rawBodies, refuseForms } from '../../http/bodies/raw-bodies.ts'
import { bind } from '../bind.ts'
import { answerAccepted } from './accepted-answer.ts'
import { recipeOf } from './recipe-of.ts'

/** Expects a scope of its own: every media type reaches it unread. */
export function upload(app: App, gateway: Gateway): void {
  const { bodyRoom, config, runs } = gateway
  rawBodies(app)
  const { maxInputBytes } = config.api.etl
  const stalledMs = config.api.limits.request.stalledSeconds * 1000
  bind(app, 'POST /api/etl/upload', async (request, reply) => {
    const { pipeline, format, dataset, fileName, ...reading } = request.query
    const principal = principalOf(request)
    const recipe = recipeOf(runs.pipelines, pipeline)
    requireStart(principal, { pipeline, dataset: dataset ?? recipe.dataset })
    const stream = request.body as IncomingMessage | undefined
    if (!stream) throw new ProblemError('empty-input', 'There is nothing in the body')
    refuseForms(request.headers['content-type'])
    const encoding = request.headers['content-encoding']
    const announced = announcedBytes(request, encoding)
    if (announced > maxInputBytes)
      throw new ProblemError('input-too-large', `The input may have at most ${maxInputBytes} bytes`)
    const { userId } = principal
    const readOptions = readOptionsOfQuery(reading)
    // Nothing that may throw stands between coming in and leaving.
    const place = bodyRoom.enter(userId)
    const found = { records: 0 }
    const body = decodedBody({ stream, encoding, maxBytes: maxInputBytes, stalledMs, found })
    const run = {
      recipe,
      dataset,
      format,
      reading: readOptions,
      mediaType: request.headers['content-type'],
      fileName,
      asSent: true,
      ...inPlace({ place, body, encoding, found }),
      userId,
      trace: request.trace,
      idempotencyKey: request.headers['idempotency-key'],
    }
    const accepted = await acceptFor(gateway, run, announced).finally(() => place.leave())
    return answerAccepted(request, reply, gateway, accepted)
  })
}

interface Incoming {
  place: Place
  body: AsyncIterable<Uint8Array>
  encoding: string | undefined
  found: { records: number }
}

/** A body of which no more is read than there is room for, and which says how much of it is held and what was found in it. */
function inPlace({ place, body, encoding, found }: Incoming) {
  let decoded = 0
  async function* asRoomAllows(): AsyncGenerator<Uint8Array> {
    await place.room()
    for await (const piece of body) {
      decoded += piece.byteLength
      yield piece
      await place.room()
    }
  }
  /** Each byte is there twice while it is cut and packed. */
  const onProgress = ({ heldBytes, records }: Progress) => {
    found.records = records
    place.hold(decoderBytes(encoding, decoded) + 2 * heldBytes)
  }
  return { body: asRoomAllows(), onProgress }
}

/** How long the input is at least, as far as its header tells: what is too long is refused before a byte of it is read. */
function announcedBytes(request: FastifyRequest, encoding: string | undefined): number {
  return encoding === undefined ? Number(request.headers['content-length'] ?? 0) : 0
}
