import { Type } from '../../schema.ts'
import type { Problem } from '../problem.ts'
import { describes } from './describes.ts'

export const ProblemSchema = describes<Problem>()(
  Type.Object(
    {
      type: Type.String({ description: 'Stable name of the error.' }),
      title: Type.String(),
      status: Type.Integer(),
      detail: Type.String({ description: 'What is wrong, where, and what to do.' }),
      errors: Type.Optional(
        Type.Array(Type.Object({ place: Type.String(), message: Type.String() })),
      ),
    },
    { $id: 'Problem', description: 'An error, after RFC 9457.' },
  ),
)
