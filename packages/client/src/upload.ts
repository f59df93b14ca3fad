import type { AcceptedRun } from '@syndicate/contracts'
import type { UploadOptions, UploadSource, UploadStream } from './client.ts'
import { patience, type Http } from './http.ts'
import { browser, isBrowser, randomId, type Xhr } from './runtime.ts'
import { onAbort } from './wait.ts'

export async function upload(http: Http, source: UploadSource, options: UploadOptions): Promise<AcceptedRun> {
  const { contentEncoding, size, onProgress, signal, idempotencyKey = randomId(), ...query } = options
  const address = http.addressOf('/api/etl/upload', { query })
  const blob = isWhole(source) ? new Blob([source as string]) : isBrowser && (await gathered(source as UploadStream))
  const open = !isBrowser && typeof source === 'function' && source
  const onSent = (sent: number) => onProgress?.({ sent, total: blob ? blob.size : size })

  async function send(): Promise<AcceptedRun> {
    const headers = {
      ...http.credentials('POST'),
      'content-type': 'application/octet-stream',
      'idempotency-key': idempotencyKey,
      ...(contentEncoding && { 'content-encoding': contentEncoding }),
    }
    const answer = isBrowser
      ? sendByXhr(new browser.XMLHttpRequest!(), address, headers, blob as Blob, onSent, signal)
      : http.send(address, {
          method: 'POST',
          headers,
          body: counted(blob ? blob.stream() : asStream(open ? open() : (source as UploadStream)), onSent),
          duplex: 'half',
          signal,
        } as RequestInit)
    return (await http.settle(answer, signal)).json() as Promise<AcceptedRun>
  }

  return isBrowser || blob || open ? http.persistently(send, { signal, tries: patience }) : send()
}

function isWhole(source: UploadSource): source is Blob | Uint8Array | string {
  return typeof source === 'string' || source instanceof Blob || source instanceof Uint8Array
}

/** Not in every browser yet; this is for those that stream. */
interface StreamMaker {
  from(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array>
}

function asStream(source: UploadStream): ReadableStream<Uint8Array> {
  return source instanceof ReadableStream ? source : (ReadableStream as unknown as StreamMaker).from(source)
}

async function gathered(source: UploadStream): Promise<Blob> {
  if (source instanceof ReadableStream) return new Response(source as ReadableStream<Uint8Array<ArrayBuffer>>).blob()
  const parts: Uint8Array<ArrayBuffer>[] = []
  for await (const part of source) parts.push(part as Uint8Array<ArrayBuffer>)
  return new Blob(parts)
}

/** Counts what the network takes; it takes as much as it can send. */
function counted(stream: ReadableStream<Uint8Array>, onSent: (sent: number) => void): ReadableStream<Uint8Array> {
  let sent = 0
  return stream.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        onSent((sent += chunk.byteLength))
        controller.enqueue(chunk)
      },
    }),
  )
}

/** A browser's fetch neither streams a body over HTTP/1.1 nor tells how much of it was sent. */
function sendByXhr(
  xhr: Xhr,
  address: string,
  headers: Record<string, string>,
  body: Blob,
  onSent: (sent: number) => void,
  signal: AbortSignal | undefined,
): Promise<Response> {
  let stay = (): void => {}
  return new Promise<Response>((resolve, reject) => {
    xhr.upload.onprogress = ({ loaded }) => onSent(loaded)
    xhr.onerror = xhr.onabort = reject
    xhr.onload = () =>
      resolve(
        new Response(xhr.responseText, {
          status: xhr.status,
          headers: { 'retry-after': xhr.getResponseHeader('retry-after') ?? '' },
        }),
      )
    xhr.open('POST', address)
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value)
    xhr.send(body)
    stay = onAbort(signal, () => xhr.abort())
  }).finally(() => stay())
}
