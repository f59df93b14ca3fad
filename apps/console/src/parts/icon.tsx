/** Strokes on a grid of 16. */
const shapes = {
  accepted: 'M8 4.5V8l2.3 1.5M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2',
  running: 'M13.6 6A6 6 0 1 0 14 8.5M14 2.5V6h-3.5',
  published: 'M5.2 8.2l2 2 3.8-4.2M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2',
  rejected: 'M5.8 5.8l4.4 4.4m0-4.4l-4.4 4.4M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2',
  failed: 'M8 2.2l6.2 11H1.8zM8 6.4v3M8 11.3v.1',
  cancelled: 'M4.2 4.2l7.6 7.6M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2',
  info: 'M8 7.3v3.6M8 5v.1M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2',
  runs: 'M2.5 4h11M2.5 8h11M2.5 12h7',
  start: 'M8 3v10M3 8h10',
  quarantine: 'M8 1.8l5 2v4c0 3-2 5.2-5 6.4-3-1.2-5-3.4-5-6.4v-4zM8 5.4v3M8 10.6v.1',
  datasets:
    'M3 4c0-1.1 2.2-2 5-2s5 .9 5 2-2.2 2-5 2-5-.9-5-2zm0 0v8c0 1.1 2.2 2 5 2s5-.9 5-2V4M3 8c0 1.1 2.2 2 5 2s5-.9 5-2',
  pipelines: 'M2.5 5.5h3v5h-3zM10.5 5.5h3v5h-3zM5.5 8h5M8.3 5.8L10.5 8l-2.2 2.2',
  live: 'M1.5 8h3l2-5 3 10 2-5h3',
  users:
    'M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM1.5 13.5c.3-2.6 2-4 4.5-4s4.2 1.4 4.5 4M10.5 2.8a2.5 2.5 0 0 1 0 4.5M12 9.9c1.5.6 2.3 1.8 2.5 3.6',
  keys: 'M5.5 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM7.7 7.8L13.5 2M11 4.5l2 2',
  alerts: 'M8 2a4 4 0 0 1 4 4v2.5l1.5 2.5h-11L4 8.5V6a4 4 0 0 1 4-4zM6.5 13.5h3',
  account: 'M8 8a2.8 2.8 0 1 0 0-5.5A2.8 2.8 0 0 0 8 8zM2.8 14c.4-2.9 2.3-4.3 5.2-4.3s4.8 1.4 5.2 4.3',
  audit: 'M4 2h6l2.5 2.5V14H4zM6 7h4.5M6 9.5h4.5M6 12h2.5',
  help: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2M6.3 6.3c.1-1 .8-1.6 1.8-1.6s1.7.6 1.7 1.5c0 1.2-1.8 1.3-1.8 2.7M8 11.2v.1',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  close: 'M4 4l8 8m0-8l-8 8',
  next: 'M6 3.5L10.5 8 6 12.5',
  down: 'M8 2.5v8m-3.5-3L8 11l3.5-3.5M3 13.5h10',
  out: 'M6.5 3.5h-3v9h3M7 8h6.5m-2.5-2.5L13.5 8 11 10.5',
  open: 'M6.5 3.5h-3v9h9v-3M9 3h4v4m0-4L7.5 8.5',
} as const

export type IconName = keyof typeof shapes

/** Decoration beside a word that says the same. */
export function Icon({ name, class: extra = '' }: { name: IconName; class?: string }) {
  return (
    <svg class={`icon ${extra}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  )
}
