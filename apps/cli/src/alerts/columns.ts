import type { AlertDelivery, AlertDestination, AlertRule } from '@syndicate/contracts'
import { conditionInWords } from '@syndicate/contracts/condition-in-words'
import { formatTime } from '../output/figures.ts'
import type { Column } from '../output/table.ts'

/** @param destinations to name those that rules send to */
export function ruleColumns(destinations: AlertDestination[]): Column<AlertRule>[] {
  const nameOf = (id: string) => destinations.find((each) => each.id === id)?.name ?? id
  return [
    { title: 'NAME', of: ({ name }) => name },
    { title: 'TELLS WHEN', of: ({ when }) => conditionInWords(when), shrinks: true },
    { title: 'TO', of: (rule) => rule.destinations.map(nameOf).join(', '), shrinks: true },
    { title: 'AN HOUR', of: ({ mostPerHour }) => mostPerHour, align: 'right' },
    {
      title: 'STATE',
      of: ({ enabled, holds }) => (enabled ? (holds.length > 0 ? `holds for ${holds.join(', ')}` : 'on') : 'off'),
      paint: ({ enabled, holds }) => (enabled && holds.length > 0 ? 'bad' : undefined),
    },
    { title: 'LAST TOLD', of: ({ lastAlertAt }) => formatTime(lastAlertAt) },
  ]
}

export const destinationColumns: Column<AlertDestination>[] = [
  { title: 'NAME', of: ({ name }) => name },
  { title: 'KIND', of: ({ kind }) => kind },
  { title: 'ADDRESS', of: ({ address }) => address, shrinks: true },
  { title: 'RULES', of: ({ rules }) => rules, align: 'right' },
]

export const deliveryColumns: Column<AlertDelivery>[] = [
  { title: 'DELIVERY', of: ({ id }) => id },
  { title: 'AT', of: ({ createdAt }) => formatTime(createdAt) },
  { title: 'STATE', of: ({ state }) => state, paint: ({ state }) => (state === 'dead' ? 'bad' : undefined) },
  { title: 'TRIES', of: ({ attempts }) => attempts, align: 'right' },
  { title: 'TO', of: ({ destination }) => destination },
  { title: 'WHAT', of: ({ title }) => title, shrinks: true },
  { title: 'ANSWER', of: ({ answer }) => answer, shrinks: true },
]
