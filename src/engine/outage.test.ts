import { describe, expect, it } from 'vitest'

import { errors } from '../errors.ts'
import { Outage } from './outage.ts'

const gone = () => errors.sourceUnavailable('did not answer within 30 s')

describe('a round of questions', () => {
  it('is called off after three failures on end, for the reason of the third', () => {
    const outage = new Outage()
    for (let i = 0; i < 2; i++) outage.noteFailure(gone())
    expect(outage.signal.aborted).toBe(false)
    expect(outage.noteFailure(gone())).toBe('did not answer within 30 s')
    expect(outage.signal.aborted).toBe(true)
    expect(outage.noteFailure(errors.sourceUnavailable('stopped asking'))).toBe(
      'did not answer within 30 s',
    )
  })

  it('goes on when only some questions are too heavy, or refused', () => {
    const outage = new Outage()
    for (let i = 0; i < 10; i++) {
      outage.noteFailure(gone())
      outage.noteFailure(gone())
      if (i % 2 === 0) outage.noteAnswer()
      else outage.noteFailure(errors.sourceRefused('parse error'))
    }
    expect(outage.signal.aborted).toBe(false)
  })
})
