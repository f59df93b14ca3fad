import { fieldBits, mostFieldsSeen, type FieldsSeen } from '@syndicate/contracts'
import type { Fault } from '../record/fault.ts'
import type { Row } from '../record/row.ts'
import { fieldPath } from './field-path.ts'
import type { Contract } from './compile-contract.ts'
import { leftOutOf } from './left-out.ts'
import { bitsOf, type Place } from './place.ts'

/** Lists of names that are known again at once: files have records of one form, or of a few. */
const mostForms = 8

/** Names are seen in every record. What values are, where the schema leaves it open, is told by the first ones and by some of the others. */
const firstLookedAt = 64
const oneLookedAtIn = 16

/** What is seen of a field. */
interface Field {
  name: string
  path: string
  place: Place | undefined
  /** How many objects have it, but for those of known forms. */
  count: number
  /** What its values are. */
  bits: number
  isOpen: boolean
  inner?: ObjectsSeen
}

/** A list of names that objects have, in their order. */
interface Form {
  names: string[]
  fields: Field[]
  /** Those whose values the schema leaves open, and those in whose values it names fields. */
  open: Field[]
  deep: Field[]
  count: number
}

/** Objects at one place, in all records. */
interface ObjectsSeen {
  see(object: Row): void
  /** Bits of each field by its path. */
  tellInto(found: Record<string, number>): void
}

/** How many fields were met at all places. */
interface Room {
  left: number
}

export interface SeeFields {
  stored(row: Row): void
  refused(fault: Fault): void
  close(): FieldsSeen
}

/** Sees the fields of records that come of a slice, within bounds. */
export function seeFields({ place, leavesOut }: Pick<Contract, 'place' | 'leavesOut'>): SeeFields {
  const rooms: Room[] = [1, 2, 3].map(() => ({ left: mostFieldsSeen }))
  const [roomStored, roomRefused, roomLeftOut] = rooms as [Room, Room, Room]
  const [stored, refused] = [seeObjects(place, '', roomStored), seeObjects(place, '', roomRefused)]
  const leftOut = new Map<string, number>()
  let isAnyStored = false
  let isAnyRefused = false

  function countLeftOut(paths: ReadonlySet<string>): void {
    for (const path of paths) {
      const count = leftOut.get(path)
      if (count !== undefined) leftOut.set(path, count + 1)
      else if (roomLeftOut.left-- > 0) leftOut.set(path, 1)
    }
  }

  return {
    stored(row) {
      isAnyStored = true
      stored.see(row)
      const paths = leavesOut && leftOutOf(row)
      if (paths) countLeftOut(paths)
    },
    refused({ row }) {
      if (!row) return
      isAnyRefused = true
      refused.see(row)
    },
    close() {
      const seen: FieldsSeen = {}
      if (leftOut.size > 0) seen.leftOut = Object.fromEntries(leftOut)
      if (rooms.some(({ left }) => left < 0)) return moreThan(seen)
      if (isAnyStored) stored.tellInto((seen.stored = bare()))
      if (isAnyRefused) {
        const others = bare()
        refused.tellInto(others)
        const names = Object.keys(others).filter((name) => seen.stored?.[name] === undefined)
        if (Object.keys(seen.stored ?? {}).length + names.length > mostFieldsSeen) return moreThan(seen)
        if (names.length > 0) seen.refused = Object.fromEntries(names.map((name) => [name, 1]))
      }
      return seen
    },
  }
}

function moreThan({ leftOut }: FieldsSeen): FieldsSeen {
  return leftOut ? { leftOut, more: true } : { more: true }
}

/** Any name may be one of its own. */
function bare(): Record<string, number> {
  return Object.create(null) as Record<string, number>
}

function seeObjects(place: Place | undefined, path: string, room: Room): ObjectsSeen {
  const fields = new Map<string, Field>()
  let last: Form = { names: [], fields: [], open: [], deep: [], count: 0 }
  const forms = [last]
  let others = 0
  let seen = 0

  function see(object: Row): void {
    const isLookedAt = seen < firstLookedAt || seen % oneLookedAtIn === 0
    seen++
    if (!isOf(last.names, object)) {
      const form = forms.find(({ names }) => isOf(names, object)) ?? takeIn(object)
      if (!form) return seeOther(object)
      last = form
    }
    last.count++
    if (isLookedAt || last.count === 1) for (const field of last.open) field.bits |= bitsOf(object[field.name])
    if (last.deep.length > 0) for (const field of last.deep) lookInto(field, object[field.name])
  }

  /** A form that is not known yet, while there is room for one. */
  function takeIn(object: Row): Form | undefined {
    if (forms.length === mostForms) return undefined
    const names = Object.keys(object)
    const own: Field[] = []
    for (const name of names) {
      const field = fieldOf(name)
      if (!field) return undefined
      own.push(field)
    }
    const [open, deep] = [own.filter(({ isOpen }) => isOpen), own.filter(({ place: said }) => said?.isLookedInto)]
    const form = { names, fields: own, open, deep, count: 0 }
    forms.push(form)
    return form
  }

  function seeOther(object: Row): void {
    others++
    for (const name in object) {
      const field = fieldOf(name)
      if (!field) return
      field.count++
      if (field.isOpen) field.bits |= bitsOf(object[name])
      lookInto(field, object[name])
    }
  }

  /** Undefined where there is no room for one more. */
  function fieldOf(name: string): Field | undefined {
    const known = fields.get(name)
    if (known || room.left < 0) return known
    if (--room.left < 0) return undefined
    const said = place?.fields?.get(name)
    const bits = said?.types ?? 0
    const field = { name, path: fieldPath(path, name), place: said, count: 0, bits, isOpen: bits === 0 }
    fields.set(name, field)
    return field
  }

  function lookInto(field: Field, value: unknown): void {
    if (!field.place?.isLookedInto || typeof value !== 'object' || value === null) return
    seeIn(value, (field.inner ??= seeObjects(placeOfObjects(field.place), field.path, room)))
  }

  return {
    see,
    tellInto(found) {
      const counts = new Map<Field, number>()
      let all = others
      for (const form of forms) {
        all += form.count
        for (const field of form.fields) counts.set(field, (counts.get(field) ?? 0) + form.count)
      }
      for (const field of fields.values()) {
        const count = field.count + (counts.get(field) ?? 0)
        found[field.path] = (found[field.path] ?? 0) | field.bits | (count < all ? fieldBits.absent : 0)
        field.inner?.tellInto(found)
      }
    },
  }
}

/** Sees an object, or those in a list, and in lists in it. */
function seeIn(value: object, objects: ObjectsSeen): void {
  if (!Array.isArray(value)) return objects.see(value as Row)
  for (const item of value) if (typeof item === 'object' && item !== null) seeIn(item as object, objects)
}

/** Whether an object has just these names, in this order: by itself, so that it is compiled into whoever asks of all records. */
function isOf(names: string[], object: Row): boolean {
  let at = 0
  for (const name in object) if (name !== names[at++]) return false
  return at === names.length
}

/** Where the fields of objects in a list are. */
function placeOfObjects(place: Place): Place {
  let at = place
  while (at.fields === null && at.items) at = at.items
  return at
}
