import type { Role } from '@syndicate/contracts'
import type { IconName } from '../parts/icon.tsx'

export interface Place {
  href: string
  name: string
  icon: IconName
  least: Role
  /** Gone to by `g` and this. */
  key?: string
  /** Served by the gateway, not a page of the console. */
  elsewhere?: boolean
}

export const places: Place[] = [
  { href: '/', name: 'Runs', icon: 'runs', least: 'viewer', key: 'r' },
  { href: '/start', name: 'Start a run', icon: 'start', least: 'operator', key: 's' },
  { href: '/quarantine', name: 'Quarantine', icon: 'quarantine', least: 'viewer', key: 'q' },
  { href: '/datasets', name: 'Datasets', icon: 'datasets', least: 'viewer', key: 'd' },
  { href: '/pipelines', name: 'Pipelines', icon: 'pipelines', least: 'viewer', key: 'p' },
  { href: '/live', name: 'Live', icon: 'live', least: 'viewer', key: 'l' },
]

export const furtherPlaces: Place[] = [
  { href: '/alerts', name: 'Alerts', icon: 'alerts', least: 'viewer', key: 'a' },
  { href: '/keys', name: 'Keys', icon: 'keys', least: 'viewer', key: 'k' },
  { href: '/users', name: 'Users', icon: 'users', least: 'admin', key: 'u' },
  { href: '/audit', name: 'Audit trail', icon: 'audit', least: 'admin', key: 't' },
  { href: '/docs', name: 'API reference', icon: 'open', least: 'viewer', elsewhere: true },
  { href: '/admin/queues', name: 'Queue board', icon: 'open', least: 'admin', elsewhere: true },
]

export function isWithin(path: string, href: string): boolean {
  if (href === '/') return path === '/' || path.startsWith('/runs')
  return path === href || path.startsWith(`${href}/`)
}
