/** How much is shown: of each list so many, and of all of them together so many bytes. */
export interface MostShown {
  records: number
  bytes: number
}

const encoder = new TextEncoder()

type List = 'records' | 'refused' | 'filtered'

/** The parts of an answer that has room for so much. What finds no room ends all lists, so that none has a hole. */
export function createShown(most: MostShown) {
  const lists: Record<List, string[]> = { records: [], refused: [], filtered: [] }
  let bytes = 0
  let isTruncated = false

  const hasRoom = (list: List) => !isTruncated && lists[list].length < most.records
  return {
    hasRoom,
    /** Makes the text of something and takes it in, where there is room for it. @returns whether there was */
    add(list: List, textOf: () => string): boolean {
      if (!hasRoom(list)) return false
      const text = textOf()
      const size = encoder.encode(text).length + 1
      isTruncated = bytes + size > most.bytes
      if (isTruncated) return false
      bytes += size
      lists[list].push(text)
      return true
    },
    of: (list: List): readonly string[] => lists[list],
    get isTruncated() {
      return isTruncated
    },
  }
}
