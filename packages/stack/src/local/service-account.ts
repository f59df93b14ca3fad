/** The user and group a service runs as. */
export interface ServiceAccount {
  uid: number
  gid: number
}
