/** What reads and writes definitions brings a validation library along, so it is loaded by the few commands that need it. */
// oxlint-disable-next-line eslint/no-restricted-imports -- not before it is called
export const loadDefinitions = () => import('@syndicate/definitions')
