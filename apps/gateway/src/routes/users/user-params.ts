import Type from 'typebox'

/** An id of another shape names no user, which is what the caller is told. */
export const UserParams = Type.Object({ id: Type.String({ maxLength: 64, description: 'Of a user' }) })
