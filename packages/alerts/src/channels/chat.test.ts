import type { AlertMessage } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { testOf } from '../destinations/test-of.ts'
import { discordOf, slackOf, teamsOf } from './chat.ts'

const message: AlertMessage = {
  type: 'run.failed',
  timestamp: '2026-01-02T03:04:05.000Z',
  data: {
    rule: '<!channel> *sales*',
    title: 'A run of sales failed',
    pipeline: 'sales',
    runId: 'r1',
    url: 'https://e.org/runs/r1',
  },
}

test('Slack gets a text and blocks, and what a name says mentions nobody', () => {
  expect(slackOf(message)).toMatchObject({
    text: 'A run of sales failed',
    blocks: [
      { type: 'section', text: { type: 'plain_text', text: 'A run of sales failed' } },
      {
        type: 'section',
        fields: [
          { text: 'Pipeline\nsales' },
          { text: 'Run\nr1' },
          { type: 'plain_text', text: 'Rule\n<!channel> *sales*' },
        ],
      },
      { type: 'section', text: { type: 'mrkdwn', text: '<https://e.org/runs/r1|Open it>' } },
    ],
  })
})

test('Teams gets one adaptive card', () => {
  expect(teamsOf(message)).toMatchObject({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          type: 'AdaptiveCard',
          body: [
            { type: 'TextBlock', text: 'A run of sales failed', color: 'Attention' },
            {
              type: 'FactSet',
              facts: [{ title: 'Pipeline', value: 'sales' }, { title: 'Run' }, { value: '\\<!channel\\> \\*sales\\*' }],
            },
          ],
          actions: [{ type: 'Action.OpenUrl', url: 'https://e.org/runs/r1' }],
        },
      },
    ],
  })
})

test('Discord gets one embed that mentions nobody', () => {
  expect(discordOf(message)).toMatchObject({
    allowed_mentions: { parse: [] },
    embeds: [{ title: 'A run of sales failed', url: 'https://e.org/runs/r1', timestamp: message.timestamp }],
  })
})

test.each([
  ['Slack', slackOf],
  ['Teams', teamsOf],
  ['Discord', discordOf],
])('%s gets no empty list of facts with a test, which has none', (_, formOf) => {
  const text = JSON.stringify(formOf(testOf('d1').message))
  expect(text).toContain('This is a test')
  expect(text).not.toMatch(/"(blocks|facts)":\[\]|"section","fields":\[\]|FactSet/)
})
