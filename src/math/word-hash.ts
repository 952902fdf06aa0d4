const OFFSET = 0x811c_9dc5
const PRIME = 0x0100_0193

/**
 * 32 bits that tell damage in `words`, not forgery: Fowler, Noll and Vo's steps (FNV-1a) by whole
 * words, four side by side so that none waits for the one before. A change within one word is always
 * told, since every step can be undone. Depends on the byte order of the machine.
 */
export function wordHash(words: Uint32Array): number {
  let [a, b, c, d] = [OFFSET, OFFSET, OFFSET, OFFSET]
  const whole = words.length & ~3
  for (let i = 0; i < whole; i += 4) {
    a = Math.imul(a ^ words[i]!, PRIME)
    b = Math.imul(b ^ words[i + 1]!, PRIME)
    c = Math.imul(c ^ words[i + 2]!, PRIME)
    d = Math.imul(d ^ words[i + 3]!, PRIME)
  }
  for (let i = whole; i < words.length; i++) a = Math.imul(a ^ words[i]!, PRIME)
  let sum = OFFSET
  for (const lane of [a, b, c, d]) sum = Math.imul(sum ^ lane, PRIME)
  // The highest bits have reached no lower ones yet.
  return (sum ^ (sum >>> 15)) >>> 0
}
