import type { IncomingMessage } from 'node:http'
import { ProblemError, readOptionsOfQuery } from '@syndicate/contracts'
import { requireStart } from '@syndicate/identity'
import type { Progress } from '@syndicate/runs'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { acceptFor } from '../../accept-for.ts'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import type { Place } from '../../http/bodies/body-room.ts'
import { decodedBody, decoderBytes } from '../../http/bodies/decoded-body.ts'
import { bind } from '../bind.ts'
import { answerAccepted } from './accepted-answer.ts'
import { recipeOf } from './recipe-of.ts'

/** How long a refused body may still come in. */
const lingerMs = 2_000

/** Expects a scope of its own: every media type reaches it unread. */
export function upload(app: App, gateway: Gateway): void {
  const { bodyRoom, config, runs } = gateway
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, body, done) => done(null, body))
  app.addHook('onError', closeUnreadBody)

  const { maxInputBytes } = config.api.etl
  const stalledMs = config.api.limits.request.stalledSeconds * 1000
  bind(app, 'POST /api/etl/upload', async (request, reply) => {
    const { pipeline, format, dataset, ...reading } = request.query
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
      asSent: true,
      ...inPlace({ place, body, encoding, found }),
      userId,
      idempotencyKey: request.headers['idempotency-key'],
    }
    const accepted = await acceptFor(gateway, run, announced).finally(() => place.leave())
    return answerAccepted(request, reply, gateway, accepted)
  })
}

/** A form has its file between lines of its own, and perhaps others beside it. */
function refuseForms(mediaType: string | undefined): void {
  if (/^\s*multipart\//i.test(mediaType ?? ''))
    throw new ProblemError(
      'unsupported-media-type',
      'The body is a form, as curl -F makes it; send the file alone, with --data-binary @file',
    )
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

/**
 * After a refusal the rest of the body is not worth the network, but a connection closed at once may take the answer
 * with it. So what comes is let fall for a moment, in which a well-behaved client stops sending.
 */
async function closeUnreadBody({ raw }: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (raw.complete) return
  // Whoever read the body before left a listener behind that would keep it from flowing.
  raw.removeAllListeners('readable')
  raw.resume()
  reply.raw.once('finish', () => {
    const timer = setTimeout(() => raw.destroy(), lingerMs)
    raw.once('close', () => clearTimeout(timer))
  })
}
