import type { ByteReader, Parse } from '../scan/byte-reader.ts'

/** One question to the server and how its answer is read. */
export interface Exchange<T> {
  /** Behind the prefix: `/api/v1/query`. */
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  /** Default POST, and GET where the server answers 405. */
  readonly method?: 'GET' | 'POST'
  readonly parse: (reader: ByteReader) => Parse<T>
  readonly signal?: AbortSignal | undefined
}
