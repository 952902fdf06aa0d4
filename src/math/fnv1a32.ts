/** 32-bit FNV-1a of bytes (Fowler, Noll, Vo): tells damage, not forgery. */
export function fnv1a32(bytes: Uint8Array): number {
  let sum = 0x811c_9dc5
  for (let i = 0; i < bytes.length; i++) sum = Math.imul(sum ^ bytes[i]!, 0x0100_0193)
  return sum >>> 0
}
