import { grownJson, repeated } from './grown-json.ts'

/** What a socket says, by what grows in it. */
export const grownMessages: Record<string, (bytes: number, csrf: string) => string> = {
  ...Object.fromEntries(
    Object.entries(grownJson).flatMap(([what, make]) => [
      [`TELEMETRY: ${what}`, (bytes: number) => `{"type":"TELEMETRY","id":1,"payload":${make(bytes - 100)}}`],
      [
        `SUBSCRIBE: since as ${what}`,
        (bytes: number, csrf: string) =>
          `{"type":"SUBSCRIBE","csrf":"${csrf}","topics":["system.stats"],"since":${make(bytes - 300)}}`,
      ],
    ]),
  ),
  'SUBSCRIBE: many topics': (bytes, csrf) =>
    subscribe(
      csrf,
      topics(bytes, (n) => `datasets.d${n}`),
    ),
  'SUBSCRIBE: one topic, often': (bytes, csrf) =>
    subscribe(
      csrf,
      topics(bytes, () => 'telemetry.live'),
    ),
  'SUBSCRIBE: as many topics as may be': (_bytes, csrf) =>
    subscribe(
      csrf,
      topics(800, (n) => `datasets.d${n}`),
    ),
  'SUBSCRIBE: a long topic': (bytes, csrf) => subscribe(csrf, `"datasets.${'a'.repeat(bytes - 300)}"`),
  'SUBSCRIBE: a long token': (bytes) => subscribe('x'.repeat(bytes - 200), '"telemetry.live"'),
  'UNSUBSCRIBE: many topics': (bytes) =>
    `{"type":"UNSUBSCRIBE","topics":[${topics(bytes - 100, (n) => `datasets.d${n}`)}]}`,
  'TELEMETRY: a long pipeline': (bytes) =>
    `{"type":"TELEMETRY","id":1,"payload":1,"pipeline":"${'x'.repeat(bytes - 100)}"}`,
  'TELEMETRY: a long id': (bytes) => `{"type":"TELEMETRY","id":"${'x'.repeat(bytes - 100)}","payload":1}`,
  'a long type': (bytes) => `{"type":"${'x'.repeat(bytes - 50)}"}`,
  'members nobody knows': (bytes) =>
    `{"type":"UNSUBSCRIBE","topics":[],${repeated(bytes - 100, (n) => `"x${n}":1`, ',')}}`,
  'no JSON': (bytes) => '{'.repeat(bytes),
}

function subscribe(csrf: string, list: string): string {
  return `{"type":"SUBSCRIBE","csrf":"${csrf}","since":0,"topics":[${list}]}`
}

function topics(bytes: number, topic: (n: number) => string): string {
  return repeated(bytes - 400, (n) => `"${topic(n)}"`, ',')
}
