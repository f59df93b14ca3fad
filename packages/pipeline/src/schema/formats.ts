import * as standard from '@hyperjump/json-schema-formats'
import { isIdnHostname } from 'idn-hostname'
import { isCanonicalTime } from './canonical-time.ts'

type Check = (text: string) => boolean

/** Formats as their RFCs have them, each in time proportional to the text. What is none of these is for Ajv's own. */
export const formats: Record<string, Check> = {
  // The same verdicts as the standard's own, which takes a fifth of the whole audit where records carry a time.
  'date-time': (text) => isCanonicalTime(text) || standard.isDateTime(text),
  date: standard.isDate,
  time: isTime,
  duration: standard.isDuration,
  email: standard.isEmail,
  hostname: (text) => standard.isHostname(text) && (!text.includes('--') || isIdn(text)),
  'idn-hostname': isIdn,
  ipv4: standard.isIPv4,
  ipv6: standard.isIPv6,
  uri: ofAnyHost(standard.isUri),
  // Ajv's own takes quadratic time.
  url: (text) => /^(?:https?|ftp):\/\//i.test(text) && standard.isUri(text),
  'uri-reference': ofAnyHost(standard.isUriReference),
  iri: ofAnyHost(standard.isIri),
  'iri-reference': ofAnyHost(standard.isIriReference),
  'uri-template': standard.isUriTemplate,
  uuid: standard.isUuid,
  'json-pointer': standard.isJsonPointer,
  'relative-json-pointer': standard.isRelativeJsonPointer,
  regex: standard.isRegex,
}

/** A leap second comes at the end of a day of UTC, which at some offsets is the next one already. */
function isTime(text: string): boolean {
  if (standard.isTime(text)) return true
  return standard.isDateTime(`2016-12-31T${text}`) || standard.isDateTime(`2017-01-01T${text}`)
}

function isIdn(text: string): boolean {
  return text.length < 256 && !/[.。．｡]$/u.test(text) && holds(isIdnHostname)(text)
}

/** An address of a kind that is still to come (RFC 3986), which the library throws over. */
const futureHost = /^([^/?#]*\/\/[^/?#]*)\[v[\da-f]+\.[\w\-.~!$&'()*+,;=:]+\]/i

function ofAnyHost(check: Check): Check {
  const holdsFor = holds(check)
  return (text) => holdsFor(text.replace(futureHost, '$1[::1]'))
}

/** Of a check that throws over some of what it does not accept. */
function holds(check: Check): Check {
  return (text) => {
    try {
      return check(text)
    } catch {
      return false
    }
  }
}
