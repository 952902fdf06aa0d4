import { createRequire } from 'node:module'
import type { FastifyServerOptions } from 'fastify'

type SchemaController = NonNullable<FastifyServerOptions['schemaController']>
type Compilers = NonNullable<SchemaController['compilersFactory']>
type BuildValidator = NonNullable<Compilers['buildValidator']>
type Validator = ((data: unknown) => unknown) & { errors?: unknown }
type CompileValidator = (route: unknown) => Validator

/** Fastify's own validator; resolved from Fastify, so that it is the one that belongs to it. */
function ajvCompiler(): BuildValidator {
  const here = createRequire(import.meta.url)
  const { AjvCompiler } = createRequire(here.resolve('fastify'))('@fastify/ajv-compiler') as {
    AjvCompiler: () => BuildValidator
  }
  return AjvCompiler()
}

/**
 * How requests are checked and answers written. Ajv is a hundred modules and takes as long to compile
 * our schemas as the rest of the server takes to start: each schema is compiled when the first
 * request comes that is checked by it. Answers are checked by the TypeScript compiler; a schema that
 * lags behind must not drop a field.
 */
export function lateCompilers(): Compilers {
  let ajv: BuildValidator | undefined
  const buildValidator = (shared: never, options: never) => {
    let compile: CompileValidator | undefined
    return (route: unknown): Validator => {
      let validate: Validator | undefined
      const check: Validator = (data) => {
        compile ??= (ajv ??= ajvCompiler())(shared, options) as CompileValidator
        validate ??= compile(route)
        const verdict = validate(data)
        check.errors = validate.errors
        return verdict
      }
      return check
    }
  }
  return {
    buildValidator: buildValidator as unknown as BuildValidator,
    buildSerializer: (() => () => (payload: unknown) => JSON.stringify(payload)) as never,
  }
}
