import type { DatabaseSync } from 'node:sqlite';
import type { Logger } from '../logger.ts';

/** What a sign-in can show of the app's set-up that nothing else can: whether DingTalk names the company. */
export type SignInEvidenceKind = 'corp_id_given' | 'corp_id_missing' | 'other_company';

export type SignInEvidence = {
  /** Notes it; a store that fails is no reason to refuse anybody anything. */
  note(kind: SignInEvidenceKind): void;
  /** When it was last seen, in ms; null when it never was. */
  lastSeen(kind: SignInEvidenceKind): number | null;
};

type EvidenceOptions = { db: DatabaseSync; corpId: string; now: () => number; log: Pick<Logger, 'warn'> };

/** Opens the notes of what sign-ins have shown. Written at the callback, read by the diagnosis. */
export function openSignInEvidence({ db, corpId, now, log }: EvidenceOptions): SignInEvidence {
  const write = db.prepare(
    'INSERT INTO sign_in_evidence (kind, at) VALUES (?, ?) ON CONFLICT (kind) DO UPDATE SET at = excluded.at',
  );
  const read = db.prepare('SELECT at FROM sign_in_evidence WHERE kind = ?');
  return {
    note(kind) {
      try {
        write.run(`${corpId} ${kind}`, now());
      } catch (err) {
        log.warn({ err, kind }, 'what a sign-in has shown could not be noted');
      }
    },
    lastSeen: (kind) => (read.get(`${corpId} ${kind}`)?.at as number | undefined) ?? null,
  };
}
