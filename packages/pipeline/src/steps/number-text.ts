import type { CastType, decimalSigns } from '@syndicate/contracts'

/** How numbers are written in texts. */
export interface NumberSigns {
  /** @default '.' */
  decimal?: (typeof decimalSigns)[number]
  /** None, if not said. A blank is one that does not break, too: spreadsheets and printers of numbers write those. */
  thousands?: string
}

/** Casts that read numbers. */
const numeric: ReadonlySet<string> = new Set(['number', 'integer', 'decimal', 'bigint'])

const blanks = /[ \u00a0\u202f]/

/** No number has more characters. */
const maxChars = 400

/** A text as numbers are usually written; undefined when its signs are not where they belong. */
export function usualNumber(text: string, { decimal = '.', thousands }: NumberSigns): string | undefined {
  const content = text.trim()
  if (content.length > maxChars) return undefined
  const [, before, whole, fraction] = /^([+-]?)(.*?)((?:[.,]\d*)?(?:[eE][+-]?\d+)?)$/s.exec(content) ?? []
  if (before === undefined) return undefined
  const hasFraction = /^[.,]/.test(fraction!)
  // `1.234` with thousands of `.` has no fraction.
  const digits = hasFraction && fraction![0] !== decimal ? whole! + fraction! : whole!
  const rest = hasFraction && fraction![0] === decimal ? `.${fraction!.slice(1)}` : hasFraction ? '' : fraction!
  if (/^\d*$/.test(digits)) return `${before}${digits}${rest}`
  if (thousands === undefined) return undefined
  const groups = digits.split(signOf(thousands))
  const areGroups = /^\d{1,3}$/.test(groups[0]!) && groups.slice(1).every((group) => /^\d{3}$/.test(group))
  return areGroups ? `${before}${groups.join('')}${rest}` : undefined
}

/** What a sign between thousands is split at: a blank, or one of its kind. */
export function signOf(thousands: string): string | RegExp {
  return thousands === ' ' ? blanks : thousands
}

/** Whether a cast to this type takes texts for numbers. */
export function isNumeric(type: CastType): boolean {
  return numeric.has(type)
}

/** Why a text is no number, and what to do, as far as its signs tell; '' when they do not. */
export function whyNoNumber(text: string, { decimal = '.', thousands }: NumberSigns): string {
  const content = text.trim()
  if (content === '') return ', it is empty'
  if (content.length > maxChars) return ''
  if (/^(null|nil|none|n\/?a|nan|-|--|\\n)$/i.test(content)) return `; if it means nothing, say nulls=${content}`
  const sign = /[^\d.,+\-eE]/.exec(content)?.[0]
  if (sign !== undefined && /^[+-]?\d{1,3}(?:[ '_\u00a0\u202f]\d{3})+(?:[.,]\d+)?$/.test(content))
    return `; if ${JSON.stringify(sign)} stands between its thousands, say thousands=${blanks.test(sign) ? 'a blank' : sign}`
  if (sign !== undefined) return `, ${JSON.stringify(/[^\d.,+\-eE\s]/.exec(content)?.[0] ?? sign)} stands in it`
  const last = content.lastIndexOf(',') > content.lastIndexOf('.') ? ',' : '.'
  if (!/[.,]/.test(content)) return ''
  const other = last === ',' ? '.' : ','
  const isGrouped = content.split(last).length > 2 || content.includes(other)
  const read = `decimal=${decimal}${thousands === undefined ? '' : ` and thousands=${thousands}`}`
  const hint =
    content.split(last).length > 2
      ? `thousands=${last}`
      : isGrouped
        ? `decimal=${last} and thousands=${other}`
        : `decimal=${last}`
  return hint === read ? '' : `, it was read with ${read}; perhaps it is ${hint}`
}
