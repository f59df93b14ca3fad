export { createUser } from './create-user.ts'
export { createPasswords, type Passwords } from './passwords.ts'
