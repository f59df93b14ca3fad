import type { ApiKey } from '@syndicate/contracts'
import { formatTime } from '../output/figures.ts'
import type { Column } from '../output/table.ts'

export const keyColumns: Column<ApiKey>[] = [
  { title: 'KEY', of: ({ id }) => id },
  { title: 'NAME', of: ({ name }) => name, shrinks: true },
  { title: 'OWNER', of: ({ username }) => username },
  { title: 'SCOPES', of: ({ scopes }) => scopes.join(' '), shrinks: true },
  { title: 'UNTIL', of: ({ expiresAt }) => formatTime(expiresAt) },
  { title: 'LAST USED', of: ({ lastUsedAt }) => formatTime(lastUsedAt) },
]
