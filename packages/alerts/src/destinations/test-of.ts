import type { NewAlert } from '@syndicate/catalog'
import { newId } from '@syndicate/contracts'

/** An alert that says only that alerts arrive, for one destination. */
export function testOf(destination: string): NewAlert {
  return {
    id: newId(),
    ruleId: null,
    message: {
      type: 'alerts.test',
      timestamp: new Date().toISOString(),
      data: { title: 'This is a test: alerts of Syndicate arrive here' },
    },
    destinations: [{ id: destination, deliveryId: newId() }],
  }
}
