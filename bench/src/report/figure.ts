/** A figure for people: grouped, with this many decimals, and a dash for what could not be measured. */
export function figure(value: number, decimals = 0): string {
  if (Number.isNaN(value)) return '–'
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}
