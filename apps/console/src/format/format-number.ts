const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const fine = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })
const percents = new Intl.NumberFormat('en', { maximumFractionDigits: 0, roundingMode: 'floor' })
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

/** 150K, 1.5M: for where there is little room. */
export function formatShort(value: number): string {
  return short.format(value)
}

/** 1,234,567. */
export function formatCount(value: number): string {
  return whole.format(value)
}

/** A rate or a share: one digit after the point while it is small enough to matter. */
export function formatAmount(value: number): string {
  return (Math.abs(value) < 100 ? fine : whole).format(value)
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** A part of a whole: 0.4 %, 12 %. What is more than nothing is not said to be nothing, nor what is less than all to be all. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return '0 %'
  const percent = (part / whole) * 100
  if (percent > 0 && percent < 0.1) return '< 0.1 %'
  if (percent < 100 && percent > 99.9) return '> 99.9 %'
  return `${(percent < 10 ? fine : percents).format(percent)} %`
}

/** Bytes as people read them: 1.5 MiB. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${unit === 0 ? whole.format(value) : formatAmount(value)} ${units[unit]}`
}

/** "1 record", "2 records". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}
