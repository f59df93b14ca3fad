import { effect, signal } from '@preact/signals'
import { keepSetting, keptSetting } from './kept-setting.ts'

export type Theme = 'system' | 'light' | 'dark'

const key = 'theme'

export const theme = signal<Theme>(read())

effect(() => {
  const chosen = theme.value === 'system' ? undefined : theme.value
  if (chosen) document.documentElement.dataset['theme'] = chosen
  else delete document.documentElement.dataset['theme']
  keepSetting(key, chosen)
})

function read(): Theme {
  const kept = keptSetting(key)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}
