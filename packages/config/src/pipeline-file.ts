/** A pipeline in a file of its own, whose name is the pipeline's. */
export interface PipelineFile {
  name: string
  text: string
  /** What errors call the text. */
  file: string
}

/** Whether a file of a folder is meant to be a pipeline. Hidden ones are what editors and systems leave behind. */
export function isPipelineFile(fileName: string): boolean {
  return /^[^.].*\.ya?ml$/.test(fileName)
}

/** The pipeline that a file is called after. */
export function nameOfFile(fileName: string): string {
  return fileName.replace(/\.ya?ml$/, '')
}
