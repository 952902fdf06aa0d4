import { errors } from '../../../errors.ts'
import { clip } from '../excerpt.ts'
import type { ByteReader, Parse } from './byte-reader.ts'
import { MAX_VALUE, readArray, readObject } from './grammar.ts'

const MAX_NOTES = 50
const MAX_NOTE_LENGTH = 500

/** What stands around the data of every answer of the API. */
export interface Envelope {
  status: string
  errorType: string
  error: string
  /** `warnings` and `infos`, each once. */
  readonly warnings: Set<string>
}

/**
 * Reads a whole answer; `readData` must consume the value of `data`, or answer true for "enough",
 * which ends the reading at once. Throws SOURCE_REFUSED for an answer with `"status":"error"`.
 */
export function* readEnvelope(
  reader: ByteReader,
  readData: () => Parse<boolean>,
): Parse<Set<string>> {
  const envelope: Envelope = { status: '', errorType: '', error: '', warnings: new Set() }
  let enough = false
  yield* readObject(reader, function* readField(key) {
    if (key === 'data') enough = yield* readData()
    else if (key === 'status' || key === 'errorType' || key === 'error')
      envelope[key] = yield* reader.text(MAX_VALUE)
    else if (key === 'warnings' || key === 'infos') yield* readNotes(reader, envelope.warnings)
    else yield* reader.skip()
  })
  return envelope.warnings
}
