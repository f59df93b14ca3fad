/** How deep a record may nest. Far below what makes anything that walks a record run out of stack. */
export const maxDepth = 64
