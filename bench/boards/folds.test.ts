import { expect, it } from 'vitest'

import { dealFamilies, familyOf } from './folds.ts'

it('names a family by the first word of the file', () => {
  expect(familyOf('cloud/ec2_cpu_24ae8d')).toBe('ec2')
  expect(familyOf('ads/exchange-2_cpc')).toBe('exchange')
  expect(familyOf('TravelTime_387')).toBe('TravelTime')
})

it('never splits a family, uses every fold and draws anew for each seed', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].flatMap((family, i) =>
    Array.from({ length: 1 + (i % 3) }, (_, k) => `set/${family}_${k}`),
  )
  const deals = [1, 2, 3, 4].map((seed) => dealFamilies(names, 5, seed))
  for (const foldOf of deals) {
    expect(new Set(foldOf)).toEqual(new Set([0, 1, 2, 3, 4]))
    const families = Map.groupBy(names.keys(), (file) => familyOf(names[file]!))
    for (const files of families.values())
      expect(new Set(files.map((file) => foldOf[file])).size).toBe(1)
  }
  expect(new Set(deals.map(String)).size).toBeGreaterThan(1)
  expect(dealFamilies(names, 5, 1)).toEqual(deals[0])
})
