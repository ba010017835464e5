// Certificates that nobody whom we trust has signed: OpenSSL's names for that, and what to do about it.

const UNTRUSTED: ReadonlySet<string> = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
]);

/** Whether a connection failed because of who signed the certificate. */
export const isUntrusted = (code: string): boolean => UNTRUSTED.has(code);

/** What to do about it. */
export const TRUST =
  'A private authority has signed it, such as that of a proxy that looks into TLS: name the file with its ' +
  'certificate in OUTBOUND_CA_FILE (outbound.caFile) or NODE_EXTRA_CA_CERTS, and restart.';
