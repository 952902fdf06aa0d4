const encoder = new TextEncoder()

/**
 * 64-bit FNV-1a of the text's UTF-8 bytes, as 16 hexadecimal digits: short ids that are the same in
 * every process and version. Not for anything that an adversary must not forge.
 *
 * The state is kept in four 16-bit limbs, because a double cannot multiply 64-bit integers exactly
 * and BigInt is ten times slower. The prime is 2^40 + 0x1b3, so a product is a multiplication by
 * 0x1b3 plus a shift by 40 bits.
 *
 * Source: Fowler, Noll, Vo, http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function fnv1a64(text: string): string {
  let a = 0x2325
  let b = 0x8422
  let c = 0x9ce4
  let d = 0xcbf2
  for (const byte of encoder.encode(text)) {
    a ^= byte
    const shiftedLow = (a << 8) & 0xffff
    const shiftedHigh = ((b << 8) | (a >>> 8)) & 0xffff
    let carry = a * 0x1b3
    a = carry & 0xffff
    carry = (carry >>> 16) + b * 0x1b3
    b = carry & 0xffff
    carry = (carry >>> 16) + c * 0x1b3 + shiftedLow
    c = carry & 0xffff
    d = ((carry >>> 16) + d * 0x1b3 + shiftedHigh) & 0xffff
  }
  return [d, c, b, a].map((limb) => limb.toString(16).padStart(4, '0')).join('')
}
