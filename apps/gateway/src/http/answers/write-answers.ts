import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'

type Build = ReturnType<typeof SerializerSelector>
type Compile = ReturnType<Build>
type Write = ReturnType<Compile>

const buildWriters: Build = SerializerSelector()

/**
 * Makes what writes an answer by its schema when that answer is first given, once for all routes that say the same.
 * Each costs some milliseconds, and there are hundreds of them: made all at once they were most of a gateway's start.
 */
export const writeAnswers: Build = (schemas, options) => {
  const compile = buildWriters(schemas, options)
  const written = new Map<string, Write>()
  return (answer) => {
    let write: Write | undefined
    return (value) => {
      write ??= writerOf(answer)
      return write(value)
    }
  }

  function writerOf(answer: Parameters<Compile>[0]): Write {
    const text = JSON.stringify(answer.schema)
    const known = written.get(text)
    if (known) return known
    const made = compile(answer)
    written.set(text, made)
    return made
  }
}
