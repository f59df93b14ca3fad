import type { User } from '@syndicate/contracts'
import { formatTime } from '../output/figures.ts'
import type { Column } from '../output/table.ts'

export const userColumns: Column<User>[] = [
  { title: 'USER', of: ({ username }) => username },
  { title: 'ROLE', of: ({ role }) => role },
  { title: 'FROM', of: ({ source }) => source },
  {
    title: 'STATE',
    of: ({ disabled }) => (disabled ? 'disabled' : 'enabled'),
    paint: ({ disabled }) => (disabled ? 'warn' : 'good'),
  },
  { title: 'CREATED', of: ({ createdAt }) => formatTime(createdAt) },
  { title: 'ID', of: ({ id }) => id },
]
