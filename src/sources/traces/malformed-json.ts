import { errors, type RootOpsError } from '../../errors.ts'

interface Position {
  readonly bytes: Buffer
  readonly at: number
  readonly row: number
  readonly field: string
}

/** What Python, Go and JavaScript write for numbers that JSON does not have. */
const NOT_A_NUMBER = /^[+-]?(NaN|Infinity|Inf)/i

/**
 * The error for a body that is not JSON: where (byte, line, row and field) and what was expected
 * there. Of the body itself nothing is repeated, except the name of a literal NaN or Infinity.
 */
export function malformedJson(position: Position, expected: string): RootOpsError {
  const { bytes, at } = position
  const place = placeOf(position)
  const where = `byte ${at}, line ${lineOf(bytes, at)}`
  const literal = literalAt(bytes, at)
  if (literal !== undefined) {
    const advice = `JSON has no ${literal}; send null or leave the row out`
    return errors.inputInvalid(`literal ${literal} at ${where} (${place}): ${advice}`, [
      { place, message: `literal ${literal} at ${where}: ${advice}` },
    ])
  }
  const found = at >= bytes.length ? 'the body ends' : 'malformed JSON'
  const message = `${found} at ${where}: expected ${expected}`
  return errors.inputInvalid(`${message} (${place})`, [{ place, message }])
}

export function placeOf({ row, field }: Pick<Position, 'row' | 'field'>): string {
  if (row < 0) return field === '' ? 'body' : field
  return field === '' ? `traces[${row}]` : `traces[${row}].${field}`
}

/** The literal that the fault is in or behind (`-` is passed before `Infinity` is refused). */
function literalAt(bytes: Buffer, at: number): string | undefined {
  const sign = at > 0 && (bytes[at - 1] === 45 || bytes[at - 1] === 43) ? at - 1 : at
  const word = NOT_A_NUMBER.exec(bytes.toString('latin1', sign, sign + 10))
  if (word === null) return undefined
  const name = word[1]!.toLowerCase() === 'nan' ? 'NaN' : 'Infinity'
  return word[0].startsWith('-') ? `-${name}` : name
}

function lineOf(bytes: Buffer, at: number): number {
  let line = 1
  for (let i = bytes.indexOf(10); i >= 0 && i < at; i = bytes.indexOf(10, i + 1)) line++
  return line
}
