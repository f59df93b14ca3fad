import { effect, signal } from '@preact/signals'
import { keepSetting, keptSetting } from './kept-setting.ts'

const key = 'shortcuts'

/** Whether single keys lead about. Who speaks to the machine, or hits keys unawares, may rather have them off. */
export const hasShortcuts = signal(keptSetting(key) !== 'off')

effect(() => keepSetting(key, hasShortcuts.value ? undefined : 'off'))
