import type { AlertMessage } from '@syndicate/contracts'

/** What is beside the title of a message: names and figures, in words. */
export function factsOf({ data }: AlertMessage): [name: string, value: string][] {
  const { rule, pipeline, dataset, runId, code, counts, summed } = data
  const facts: [string, string | undefined][] = [
    ['Pipeline', pipeline],
    ['Dataset', dataset],
    ['Run', runId],
    ['Why', code],
    ['Read', counts && String(counts.in)],
    ['Loaded', counts && String(counts.loaded)],
    ['Refused', counts && String(counts.quarantined)],
    ['Among them', summed?.first.join('\n')],
    ['Rule', rule],
  ]
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]]))
}

/** Whether it is bad news. */
function isBad({ type }: AlertMessage): boolean {
  return !['run.published', 'dataset.arrived', 'quarantine.calm', 'alerts.test'].includes(type)
}

/** Slack's incoming webhooks: a text for notifications, and blocks. What would be markup of theirs is none. */
export function slackOf(message: AlertMessage): object {
  const { title, url } = message.data
  const facts = factsOf(message)
  const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const plain = (text: string) => ({ type: 'plain_text', text: text.slice(0, 1900), emoji: false })
  return {
    text: escape(title),
    blocks: [
      { type: 'section', text: plain(title) },
      // One without fields is refused, and all of the message with it.
      ...(facts.length === 0
        ? []
        : [{ type: 'section', fields: facts.map(([name, value]) => plain(`${name}\n${value}`)) }]),
      ...(url === undefined ? [] : [{ type: 'section', text: { type: 'mrkdwn', text: `<${url}|Open it>` } }]),
    ],
  }
}

/** What a workflow of Teams posts to a channel: one adaptive card. */
export function teamsOf(message: AlertMessage): object {
  const { title, url } = message.data
  const facts = factsOf(message)
  const card = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      {
        type: 'TextBlock',
        text: unmarked(title),
        weight: 'Bolder',
        wrap: true,
        color: isBad(message) ? 'Attention' : 'Good',
      },
      ...(facts.length === 0
        ? []
        : [{ type: 'FactSet', facts: facts.map(([name, value]) => ({ title: name, value: unmarked(value) })) }]),
    ],
    ...(url !== undefined && { actions: [{ type: 'Action.OpenUrl', title: 'Open it', url }] }),
  }
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card }],
  }
}

/** Discord's webhooks: one embed, and nobody is mentioned by what a name says. */
export function discordOf(message: AlertMessage): object {
  const { title, url } = message.data
  return {
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: unmarked(title).slice(0, 256),
        color: isBad(message) ? 0xb4_2318 : 0x1a_7f37,
        timestamp: message.timestamp,
        fields: factsOf(message).map(([name, value]) => ({
          name,
          value: unmarked(value).slice(0, 1024),
          inline: true,
        })),
        ...(url !== undefined && { url }),
      },
    ],
  }
}

/** Markdown's signs as the letters they are. */
function unmarked(text: string): string {
  return text.replaceAll(/[\\`*_~|[\]()<>#]/g, '\\$&')
}
