import { mostEventBytes, type EventData } from '@syndicate/contracts'

/** Of a reason, in characters. */
const mostDetail = 2000

/** An event as JSON. One that is larger than an event may be is cut, and says so; what may be large is what callers have sent. */
export function eventText(data: EventData): string {
  const text = JSON.stringify(data)
  const bytes = Buffer.byteLength(text)
  return bytes <= mostEventBytes ? text : JSON.stringify(cut(data, bytes))
}

function cut(data: EventData, bytes: number): EventData {
  if (data.kind === 'telemetry') return { ...data, records: [], truncated: true, bytes }
  if (data.kind === 'run.state' && data.error) {
    const { code, detail } = data.error
    return { ...data, error: { code, detail: `${detail.slice(0, mostDetail)}…` } }
  }
  return data
}
