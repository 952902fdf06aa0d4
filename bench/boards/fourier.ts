/** A complex sequence as two columns. */
export interface Complex {
  readonly re: Float64Array
  readonly im: Float64Array
}

/**
 * Discrete Fourier transform of any length, unscaled: by Bluestein's chirp convolution (1970) over
 * a radix-2 transform (Cooley and Tukey 1965).
 */
export function fourier(input: Complex): Complex {
  const n = input.re.length
  let size = 1
  while (size < 2 * n - 1) size *= 2
  const chirp = chirpOf(n)
  const signal = multiply(input, chirp, emptyComplex(size))
  const filter = emptyComplex(size)
  for (let k = 0; k < n; k++) {
    filter.re[k] = filter.re[(size - k) % size] = chirp.re[k]!
    filter.im[k] = filter.im[(size - k) % size] = -chirp.im[k]!
  }
  const twiddles = twiddlesOf(size)
  transform(signal, twiddles)
  transform(filter, twiddles)
  const product = multiply(signal, filter, emptyComplex(size))
  // A transform of the conjugate is the conjugate of the inverse transform, times the size.
  for (let k = 0; k < size; k++) product.im[k] = -product.im[k]!
  transform(product, twiddles)
  for (let k = 0; k < n; k++) {
    product.re[k] = product.re[k]! / size
    product.im[k] = -product.im[k]! / size
  }
  return multiply(chirp, product, emptyComplex(n))
}

export function emptyComplex(length: number): Complex {
  return { re: new Float64Array(length), im: new Float64Array(length) }
}

/** exp(-i pi k² / n); the square is taken modulo 2n, where the angle repeats, to keep its digits. */
function chirpOf(n: number): Complex {
  const chirp = emptyComplex(n)
  for (let k = 0; k < n; k++) {
    const angle = (Math.PI * ((k * k) % (2 * n))) / n
    chirp.re[k] = Math.cos(angle)
    chirp.im[k] = -Math.sin(angle)
  }
  return chirp
}

/** Products of as many pairs as the shorter of `a` and `b` has, into `out`. */
function multiply(a: Complex, b: Complex, out: Complex): Complex {
  const length = Math.min(a.re.length, b.re.length)
  for (let k = 0; k < length; k++) {
    out.re[k] = a.re[k]! * b.re[k]! - a.im[k]! * b.im[k]!
    out.im[k] = a.re[k]! * b.im[k]! + a.im[k]! * b.re[k]!
  }
  return out
}

function twiddlesOf(size: number): Complex {
  const twiddles = emptyComplex(size >> 1)
  for (let k = 0; k < size >> 1; k++) {
    twiddles.re[k] = Math.cos((2 * Math.PI * k) / size)
    twiddles.im[k] = -Math.sin((2 * Math.PI * k) / size)
  }
  return twiddles
}

/** In place; the length is a power of two. */
function transform(values: Complex, twiddles: Complex): void {
  reverseBits(values)
  const size = values.re.length
  for (let half = 1; half < size; half *= 2) {
    const stride = size / (2 * half)
    for (let start = 0; start < size; start += 2 * half)
      for (let k = 0; k < half; k++) butterfly(values, start + k, half, twiddles, k * stride)
  }
}

function butterfly(
  { re, im }: Complex,
  low: number,
  half: number,
  twiddles: Complex,
  twiddle: number,
): void {
  const high = low + half
  const c = twiddles.re[twiddle]!
  const s = twiddles.im[twiddle]!
  const x = re[high]! * c - im[high]! * s
  const y = re[high]! * s + im[high]! * c
  re[high] = re[low]! - x
  im[high] = im[low]! - y
  re[low]! += x
  im[low]! += y
}

function reverseBits({ re, im }: Complex): void {
  const size = re.length
  let reversed = 0
  for (let i = 1; i < size; i++) {
    let bit = size >> 1
    for (; reversed & bit; bit >>= 1) reversed ^= bit
    reversed ^= bit
    if (i < reversed) {
      const x = re[i]!
      const y = im[i]!
      re[i] = re[reversed]!
      im[i] = im[reversed]!
      re[reversed] = x
      im[reversed] = y
    }
  }
}
