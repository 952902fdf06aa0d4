import { describe, expect, it } from 'vitest'

import { formatBand, formatDuration, formatNumber, formatValue } from './units.ts'

describe('formatValue', () => {
  it.each([
    [0.512, 'seconds', '512 ms'],
    [0.9996, 'seconds', '1 s'],
    [0.99949, 'seconds', '999 ms'],
    [0.000_034_51, 'seconds', '34.5 µs'],
    [2e-12, 'seconds', '0.002 ns'],
    [0, 'seconds', '0 s'],
    [-0.05, 'seconds', '−50 ms'],
    [119, 'seconds', '119 s'],
    [120, 'seconds', '2 min'],
    [7200, 'seconds', '2 h'],
    [1_000_000, 'seconds', '11.6 d'],
    [0, 'bytes', '0 B'],
    [1023, 'bytes', '1023 B'],
    [1536, 'bytes', '1.5 KiB'],
    [1024 ** 2 - 1, 'bytes', '1 MiB'],
    [12.34 * 1024 ** 3, 'bytes', '12.3 GiB'],
    [5 * 1024 ** 2, 'bytes_per_second', '5 MiB/s'],
    [0.912, 'ratio', '91.2 %'],
    [0.000_05, 'ratio', '0.005 %'],
    [0.000_000_3, 'ratio', '0 %'],
    [91.23, 'percent', '91.2 %'],
    [12.345, 'per_second', '12.3 per second'],
    [1234, 'count', '1234'],
    [12_345, 'count', '12,300'],
    [1_234_567, 'none', '1,230,000'],
    [0.012_34, 'none', '0.0123'],
    [72.13, 'celsius', '72.1 °C'],
    [3.309, 'volts', '3.31 V'],
  ] as const)('%d %s is %s', (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text)
  })
})

describe('formatNumber', () => {
  it.each([
    [NaN, 'nothing'],
    [-Infinity, '−∞'],
    [-0.000_000_1, '−1e-7'],
    [1.5e22, '1.5e+22'],
    [-0, '0'],
  ])('%d is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text)
  })
})

describe('formatBand', () => {
  it.each([
    [0.095, 0.11, 'seconds', '95–110 ms'],
    [0.9, 1.1, 'seconds', '0.9–1.1 s'],
    [0.1001, 0.1002, 'seconds', '100 ms'],
    [-0.01, 0.11, 'seconds', 'below 110 ms'],
    [0, 0.02, 'ratio', 'below 2 %'],
    [0, 0, 'count', '0'],
    [-5, 10, 'celsius', '−5 to 10 °C'],
  ] as const)('%d to %d %s is %s', (lower, upper, unit, text) => {
    expect(formatBand(lower, upper, unit)).toBe(text)
  })
})

describe('formatDuration', () => {
  it.each([
    [-1, '0 s'],
    [45.4, '45 s'],
    [119, '119 s'],
    [720, '12 min'],
    [7199, '2 h'],
    [7500, '2 h 5 min'],
    [86_400, '24 h'],
    [3 * 86_400 + 4 * 3600, '3 d 4 h'],
  ])('%d s is %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text)
  })
})
