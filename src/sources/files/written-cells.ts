const SPACE = 32
const QUOTE = 34
const COMMA = 44
const NEWLINE = 10

/** Where the cells of a series' rows stand in a file, so that they can be written back as they came. */
export interface WrittenCells {
  readonly bytes: Uint8Array
  /** The place of the first byte of each row's timestamp, and of its value. */
  readonly timestamps: Uint32Array
  readonly values: Uint32Array
}

/** Where a time or number that begins at `start` ends, without the quote or the blanks behind it. */
export function cellEnd(bytes: Uint8Array, start: number): number {
  let end = start
  for (let code = bytes[end]; code !== undefined; code = bytes[++end])
    if (code === COMMA || code === NEWLINE || code === QUOTE) break
  while (end > start && bytes[end - 1]! <= SPACE) end--
  return end
}
