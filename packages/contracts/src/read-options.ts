import Type, { type Static } from 'typebox'
import type { Format } from './format.ts'
import { ProblemError } from './problem.ts'
import { shortText } from './short-text.ts'
import { decimalSigns, formats, raggedPolicies } from './words.ts'

const sign = '[^\\r\\n]'
const name = Type.String({ minLength: 1, maxLength: 200 })

/** How an input is to be read, where its format leaves that open. What is not said is found out, or is as usual. */
export const ReadOptions = Type.Object(
  {
    encoding: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9][A-Za-z0-9_:.-]{0,39}$',
        description:
          'Of a text, by its WHATWG name, such as windows-1252; else its byte order mark, its charset, or UTF-8',
      }),
    ),
    records: Type.Optional(
      Type.String({
        pattern: '^(/[^/]*)*$',
        maxLength: 500,
        description:
          'JSON Pointer (RFC 6901) to the list of records in a JSON input, such as /data; empty, the input itself',
      }),
    ),
    delimiter: Type.Optional(
      Type.String({ pattern: `^(auto|tab|${sign})$`, description: 'Between the fields of a CSV; auto finds it' }),
    ),
    quote: Type.Optional(Type.String({ pattern: `^(auto|none|${sign})$`, description: 'Around a CSV field' })),
    escape: Type.Optional(
      Type.String({
        pattern: `^${sign}$`,
        description: 'Before a quote in a quoted CSV field; else quotes are doubled',
      }),
    ),
    header: Type.Optional(
      Type.Union([Type.Boolean(), Type.Array(name, { minItems: 1, maxItems: 4096 })], {
        description: 'Whether the first row of a CSV names the columns; a list gives the names where no row does',
      }),
    ),
    skip: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1000, description: 'Lines before a CSV begins, such as titles' }),
    ),
    comment: Type.Optional(
      Type.String({ pattern: `^${sign}$`, description: 'What a CSV line that is no row begins with' }),
    ),
    nulls: Type.Optional(
      Type.Array(Type.String({ maxLength: 100 }), {
        maxItems: 20,
        description: 'CSV cells that mean null, such as NULL',
      }),
    ),
    decimal: Type.Optional(
      Type.Enum(decimalSigns, { description: 'Before the fraction, where text is cast to a number' }),
    ),
    thousands: Type.Optional(
      Type.String({ pattern: "^[., '_]$", description: 'Between thousands, where text is cast to a number' }),
    ),
    trim: Type.Optional(Type.Boolean({ description: 'Takes blanks around CSV cells away' })),
    ragged: Type.Optional(
      Type.Enum(raggedPolicies, {
        description: 'What becomes of CSV rows that are too short: refused, or filled with null',
      }),
    ),
  },
  { additionalProperties: false, description: 'How an input is read, where its format leaves that open' },
)
export type ReadOptions = Static<typeof ReadOptions>

const { header: _header, nulls: _nulls, trim: _trim, ...plain } = ReadOptions.properties

const listed = 'a comma between, or as a JSON list where one of them has a comma'

/** The same as parameters of a query: lists are one text. */
export const readQuery = {
  ...plain,
  header: Type.Optional(
    Type.String({ maxLength: 8000, description: `true, false, or the names of a CSV’s columns, ${listed}` }),
  ),
  nulls: Type.Optional(Type.String({ maxLength: 2000, description: `CSV cells that mean null, ${listed}` })),
  trim: Type.Optional(Type.Enum(['true', 'false'], { description: 'Takes blanks around CSV cells away' })),
}
type ReadQuery = Static<Type.TObject<typeof readQuery>>

const keys = Object.keys(ReadOptions.properties) as (keyof ReadOptions)[]

/** Those of some settings that say how an input is read; undefined when none does. */
export function readOptionsOf(settings: Partial<ReadOptions>): ReadOptions | undefined {
  const said = keys.filter((key) => settings[key] !== undefined)
  if (said.length === 0) return undefined
  return Object.fromEntries(said.map((key) => [key, settings[key]])) as ReadOptions
}

/** What a query says of how its input is read. Throws validation-failed. */
export function readOptionsOfQuery({ header, nulls, trim, ...rest }: Partial<ReadQuery>): ReadOptions | undefined {
  return readOptionsOf({
    ...rest,
    ...(header !== undefined && {
      header: header === 'true' || header === 'false' ? header === 'true' : listOf('header', header),
    }),
    ...(nulls !== undefined && { nulls: listOf('nulls', nulls) }),
    ...(trim !== undefined && { trim: trim === 'true' }),
  })
}

function listOf(parameter: string, text: string): string[] {
  if (!text.startsWith('[')) return text.split(',')
  const list = parseJson(text)
  if (Array.isArray(list) && list.length > 0 && list.every((each) => typeof each === 'string')) return list
  throw new ProblemError(
    'validation-failed',
    `${parameter}: ${shortText(text, 100)} is no JSON list of texts; write ["a","b, c"], or a,b with commas between`,
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const texts: Format[] = ['json', 'ndjson', 'yaml', 'csv']

/** The formats that an option says something about. */
export function formatsOf(option: keyof ReadOptions): readonly Format[] {
  switch (option) {
    case 'encoding':
      return texts
    case 'records':
      return ['json']
    case 'decimal':
    case 'thousands':
      return formats
    default:
      return ['csv']
  }
}

/**
 * How an input is read. What a pipeline says counts for the formats that it says something about; what is said of this input
 * comes first, and has to be about its format. Throws validation-failed.
 */
export function readingOf(format: Format, ofPipeline: ReadOptions = {}, ofInput: ReadOptions = {}): ReadOptions {
  for (const option of Object.keys(ofInput) as (keyof ReadOptions)[]) {
    const fit = formatsOf(option)
    if (fit.includes(format)) continue
    const wanted = fit.map((each) => `format=${each}`).join(' or ')
    throw new ProblemError('validation-failed', `${option}: says nothing of ${format}; leave it out, or say ${wanted}`)
  }
  const usable = Object.entries(ofPipeline).filter(([option]) =>
    formatsOf(option as keyof ReadOptions).includes(format),
  )
  return { ...Object.fromEntries(usable), ...ofInput }
}
