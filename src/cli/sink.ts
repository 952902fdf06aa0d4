import { open } from 'node:fs/promises'

import { errors } from '../errors.ts'

/** Takes bytes; when its promise resolves they are written, and the memory is the caller's again. */
export type Sink = (bytes: Uint8Array) => Promise<void>

export function streamSink(stream: NodeJS.WritableStream): Sink {
  return (bytes) =>
    new Promise((resolve, reject) => {
      stream.write(bytes, (error) => (error ? reject(error) : resolve()))
    })
}

/** Opens a file, empty, for the time of `work`. Throws INPUT_INVALID when it cannot be opened. */
export async function withFileSink<T>(file: string, work: (sink: Sink) => Promise<T>): Promise<T> {
  const handle = await open(file, 'w').catch((error: NodeJS.ErrnoException) => {
    throw errors.inputInvalid(`${file}: cannot be written: ${error.message}`)
  })
  try {
    return await work((bytes) => handle.appendFile(bytes))
  } finally {
    await handle.close()
  }
}
