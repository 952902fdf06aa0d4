/**
 * Hash of the bytes [start, end): four at a time, little-endian, mixed as Murmur's 32-bit version
 * does (Austin Appleby); what is left over at the end counts as a word filled up with zeros, and
 * the length tells the two apart.
 */
export function hashOf(bytes: DataView, start: number, end: number): number {
  let hash = 0
  let at = start
  for (; at + 4 <= end; at += 4) hash = mixWord(hash, bytes.getInt32(at, true))
  if (at < end) {
    let rest = 0
    for (let i = end - 1; i >= at; i--) rest = (rest << 8) | bytes.getUint8(i)
    hash = mixWord(hash, rest)
  }
  return finishHash(hash, end - start)
}

/** One step of hashOf, for those who read the words anyway; begin with 0. */
export function mixWord(before: number, word: number): number {
  const hash = Math.imul(before ^ Math.imul(word, 0xcc9e2d51), 0x85ebca6b)
  return hash ^ (hash >>> 15)
}

/** The last step of hashOf, for `length` bytes. */
export function finishHash(mixed: number, length: number): number {
  let hash = mixed ^ length
  hash = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35)
  return hash ^ (hash >>> 13)
}
