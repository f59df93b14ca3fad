/** A value that JSON has no word for, and how it is carried instead. */
export abstract class CarriedValue {
  /** A value of JSON, or one that is carried in its turn. */
  abstract carried(): unknown
}
