import { TARGET } from '../entity.ts'
import * as is from './recipe.ts'

// A renewed certificate has another serial number, and is the same one to people.
const common = {
  keep: ['cluster', 'namespace', 'job', 'instance'],
  entity: ['instance', 'job'],
}

/** Certificates by their usual exporters; those of cert-manager are known by their name. */
export const certificates: readonly is.Recipe[] = is.recipes(common, [
  [
    'probe_ssl_earliest_cert_expiry',
    'certificate left',
    is.LEFT_SECONDS,
    'min $by (probe_ssl_earliest_cert_expiry) - time()',
    { keep: ['job', 'instance', 'target'], entity: TARGET, ...is.nothingLeft('expired') },
  ],
  [
    'x509_cert_not_after',
    'certificate left',
    is.LEFT_SECONDS,
    'min $by (x509_cert_not_after) - time()',
    {
      keep: [
        'cluster',
        'job',
        'instance',
        'subject_CN',
        'filepath',
        'secret_namespace',
        'secret_name',
      ],
      entity: ['subject_CN', 'instance', 'job'],
      ...is.nothingLeft('expired'),
    },
  ],
  [
    'ssl_cert_not_after',
    'certificate left',
    is.LEFT_SECONDS,
    'min $by (ssl_cert_not_after) - time()',
    { keep: [...common.keep, 'cn'], ...is.nothingLeft('expired') },
  ],
])
