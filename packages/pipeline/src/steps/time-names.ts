export const monthNames = 'January February March April May June July August September October November December'.split(
  ' ',
)
export const weekdayNames = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ')

/** From 1; 0 when none is called so. @param name in full, or its first three letters, in any case */
export function placeOfName(names: string[], name: string): number {
  const lower = name.toLowerCase()
  return names.findIndex((each) => each.toLowerCase() === lower || each.slice(0, 3).toLowerCase() === lower) + 1
}
