/** A recipe that cannot be compiled. `path` is the place in it, such as `steps[2].derive.level`. */
export class RecipeError extends Error {
  override readonly name = 'RecipeError'
  readonly path: string

  constructor(path: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.path = path
  }
}
