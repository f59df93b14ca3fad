import { ClientMessage, ServerMessage, subprotocol, version } from '@syndicate/contracts'
import { securitySchemes } from './introduction.ts'
import { exampleOf, type Schema } from './example-of.ts'

const description = `
Upgrade with the subprotocol \`${subprotocol}\` and either the session cookie and an allowed \`Origin\`, or an API key. A refused upgrade is
answered with problem details, before there is a socket. Every message is one frame of JSON; one sent as binary is read like text.

The first SUBSCRIBE or TELEMETRY of a socket opened with the cookie carries the session's CSRF token as \`csrf\`; later ones need not.
\`seq\` grows by one within a topic. Who comes back with \`since\` is sent what was missed, or a GAP that says how much of it is gone.

An ERROR answers a message that could not be carried out, with a code of the HTTP API's; the socket goes on. It is closed with
1012 when the gateway ends, so that a client comes back, 1002 and 1007 for frames that break the protocol or are no UTF-8, 1008 when the session ends or
messages flood, 1009 for messages that are too large. A peer that is silent through two heartbeats, or reads too slowly, is dropped.
`.trim()

interface Message extends Schema {
  description?: string
  properties: Record<string, Schema> & { type: { const: string } }
}

const fromClient = (ClientMessage as unknown as { anyOf: Message[] }).anyOf
const fromServer = (ServerMessage as unknown as { anyOf: Message[] }).anyOf

/** Which messages a client's message may be answered with. */
const answersTo: Record<string, string[]> = {
  SUBSCRIBE: ['SUBSCRIBED', 'ERROR'],
  UNSUBSCRIBE: ['UNSUBSCRIBED', 'ERROR'],
  TELEMETRY: ['ACK', 'ERROR'],
}

/** The WebSocket protocol in AsyncAPI 3.0, made from the schemas that messages are checked against. */
export function telemetryProtocol(socketPath: string) {
  const channel = { $ref: '#/channels/telemetry' }
  const inChannel = (name: string) => ({ $ref: `#/channels/telemetry/messages/${name}` })
  const security = [{ $ref: '#/components/securitySchemes/session' }, { $ref: '#/components/securitySchemes/key' }]
  const { session, key } = securitySchemes
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Syndicate telemetry',
      version,
      description,
      license: { name: 'Apache 2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    channels: {
      telemetry: {
        address: socketPath,
        title: 'Live telemetry',
        summary: 'Events of runs, datasets and the system; records to start runs with',
        messages: Object.fromEntries(
          [...fromClient, ...fromServer].map((each) => [
            nameOf(each),
            { $ref: `#/components/messages/${nameOf(each)}` },
          ]),
        ),
        bindings: { ws: { method: 'GET', headers: upgradeHeaders, bindingVersion: '0.1.0' } },
      },
    },
    operations: {
      ...Object.fromEntries(
        fromClient.map((each) => [
          nameOf(each).toLowerCase(),
          {
            action: 'receive',
            summary: each.description,
            channel,
            security,
            messages: [inChannel(nameOf(each))],
            reply: { channel, messages: (answersTo[nameOf(each)] ?? []).map(inChannel) },
          },
        ]),
      ),
      tell: {
        action: 'send',
        summary: 'What the gateway sends, asked or not',
        channel,
        messages: fromServer.map((each) => inChannel(nameOf(each))),
      },
    },
    components: {
      messages: Object.fromEntries([...fromClient, ...fromServer].map((each) => [nameOf(each), describe(each)])),
      securitySchemes: {
        session: { type: 'httpApiKey', in: session.in, name: session.name, description: session.description },
        key: { type: key.type, scheme: key.scheme, description: key.description },
      },
    },
  }
}

const upgradeHeaders = {
  type: 'object',
  required: ['Sec-WebSocket-Protocol'],
  properties: {
    'Sec-WebSocket-Protocol': { const: subprotocol },
    Origin: { type: 'string', description: 'Of a page, with the session cookie: the gateway’s own, or an allowed one' },
    Authorization: { type: 'string', description: 'Bearer and an API key, instead of the cookie' },
  },
}

function nameOf({ properties }: Message): string {
  return properties.type.const
}

function describe(message: Message) {
  const example = exampleOf(message, () => undefined)
  return {
    name: nameOf(message),
    summary: message.description,
    // As JSON, which has none of the marks a schema carries in memory.
    payload: JSON.parse(JSON.stringify(message)) as object,
    ...(example !== undefined && { examples: [{ payload: example }] }),
  }
}
