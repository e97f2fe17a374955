import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate that nobody has signed, and where it is kept. */
export type TestCertificate = { certificate: string; key: string; both: string };

/** Makes one for every host below `example.com`, in a folder. */
export function makeTestCertificate(folder: string): TestCertificate {
  const files = {
    certificate: join(folder, 'tools.pem'),
    key: join(folder, 'tools.key'),
    both: join(folder, 'both.pem'),
  };
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ...['-subj', '/CN=tools under test', '-addext', 'subjectAltName=DNS:*.example.com'],
      ...['-keyout', files.key, '-out', files.certificate],
    ],
    { stdio: 'pipe' },
  );
  writeFileSync(files.both, readFileSync(files.certificate, 'utf8') + readFileSync(files.key, 'utf8'));
  return files;
}
