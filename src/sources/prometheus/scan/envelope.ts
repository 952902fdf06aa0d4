import { errors } from '../../../errors.ts'
import { clip } from '../excerpt.ts'
import type { ByteReader, Parse } from './byte-reader.ts'
import { MAX_VALUE, readArray, readObject, type Flow } from './grammar.ts'

const MAX_NOTES = 50
const MAX_NOTE_LENGTH = 500

/**
 * Reads what stands around the data of every answer of the API and leaves the value of `data` to
 * `readData`. Answers `warnings` and `infos`, each once. Throws SOURCE_REFUSED for an answer with
 * `"status":"error"`.
 */
export function* readEnvelope(reader: ByteReader, readData: () => Parse<Flow>): Parse<string[]> {
  const said = { status: '', errorType: '', error: '' }
  const notes = new Set<string>()
  let sawData = false
  const flow = yield* readObject(reader, function* readField(key) {
    if (key === 'data') {
      sawData = true
      return yield* readData()
    }
    if (key === 'status' || key === 'errorType' || key === 'error')
      said[key] = yield* reader.text(MAX_VALUE)
    else if (key === 'warnings' || key === 'infos') yield* readNotes(reader, notes)
    else yield* reader.skip()
    return 'on'
  })
  if (flow === 'enough') return [...notes]
  yield* reader.finish()
  if (said.status === 'error') throw errors.sourceRefused(refusal(reader.who, said))
  if (said.status !== 'success' || !sawData) throw reader.damaged('"status":"success" and "data"')
  return [...notes]
}

/** The sentence for an error the server tells us of, of bounded length. */
export function refusal(who: string, said: { errorType: string; error: string }): string {
  const type = clip(said.errorType, 50)
  return `${who} refused: ${type ? `${type}: ` : ''}${clip(said.error, MAX_NOTE_LENGTH)}`
}

function* readNotes(reader: ByteReader, notes: Set<string>): Parse<void> {
  yield* readArray(reader, function* readNote() {
    const note = clip(yield* reader.text(MAX_VALUE), MAX_NOTE_LENGTH)
    if (notes.size < MAX_NOTES) notes.add(note)
    return 'on'
  })
}
