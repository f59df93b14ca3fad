/** A task was not begun, for others have every place: its turn comes later. */
export class NoPlace extends Error {
  override readonly name = 'NoPlace'

  constructor() {
    super('There is no place for it at the moment')
  }
}
