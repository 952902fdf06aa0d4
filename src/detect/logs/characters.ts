/** What an ASCII character means to the scanner, as bits. */
export const SPACE = 1
export const SPLIT = 2
export const DIGIT = 4
export const LETTER = 8
export const HEX_LETTER = 16
/** Ends an address even though it does not end a word, or the other way round. */
export const ENDS_ADDRESS = 32
/** Ends a sentence or introduces a value when it is the last of a word. */
export const TAIL = 64

/** Bits of every ASCII character. */
export const MEANING: Uint8Array = tabulate()

function tabulate(): Uint8Array {
  const meaning = new Uint8Array(128)
  const mark = (characters: string, bits: number) => {
    for (const character of characters) meaning[character.charCodeAt(0)]! |= bits
  }
  mark(' \t\r\n\v\f', SPACE | ENDS_ADDRESS)
  mark('=,;|"\'()[]{}<>', SPLIT)
  mark('0123456789', DIGIT)
  mark('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', LETTER)
  mark('abcdefABCDEF', HEX_LETTER)
  mark('"\'>)],', ENDS_ADDRESS)
  mark(':.!?', TAIL)
  return meaning
}

/**
 * Scripts that put no spaces between words (Chinese, Japanese, Korean, Thai): a change from or to
 * them ends a word, else a whole sentence with a number in it would be one variable.
 */
export function isDense(code: number): boolean {
  return (
    (code >= 0x2e80 && code <= 0x9fff) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xff66 && code <= 0xff9f) ||
    (code >= 0x0e00 && code <= 0x0e7f) ||
    (code >= 0xd840 && code <= 0xd88f)
  )
}

/** Punctuation and spaces of those scripts, full-width signs among them. */
export function isDensePunctuation(code: number): boolean {
  return (
    (code >= 0x3000 && code <= 0x303f) ||
    (code >= 0xff01 && code <= 0xff0f) ||
    (code >= 0xff1a && code <= 0xff20) ||
    (code >= 0xff3b && code <= 0xff40) ||
    (code >= 0xff5b && code <= 0xff65)
  )
}

/** Full-width digits. */
export function isWideDigit(code: number): boolean {
  return code >= 0xff10 && code <= 0xff19
}
