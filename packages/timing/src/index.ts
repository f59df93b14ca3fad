export { createBatcher, type Batcher, type BatcherOptions } from './create-batcher.ts'
export { createPlaces, type Places, type PlacesOptions } from './create-places.ts'
export { within } from './within.ts'
