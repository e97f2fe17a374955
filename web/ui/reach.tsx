/** Ways to reach somebody: numbers to dial, addresses to write to, a place to go to, each of which can be copied. */
import type { PersonResponse } from '../../server/directory/schema.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { CopyValue } from './copy-value.tsx';
import { CopyFact, Fact, Facts } from './facts.tsx';
import { Foreign, ForeignAddress } from './foreign.tsx';

/** The fields drawn here; whoever draws the ways names those that are absent. */
export const reachFields = ['mobile', 'telephone', 'email', 'orgEmail', 'workPlace'] as const;

type Reachable = Pick<PersonResponse['person'], (typeof reachFields)[number] | 'stateCode'>;

/** Draws the ways that are known; nothing when none is. */
export function WaysToReach({ person }: { person: Reachable }) {
  const { words } = useSignedInMessages();
  const names = words.contact.fields;
  const { mobile, stateCode, telephone, email, orgEmail, workPlace } = person;
  if (!reachFields.some((field) => person[field])) return null;
  return (
    <Facts>
      {mobile && (
        <Fact name={names.mobile}>
          <PhoneNumber number={mobile} {...(stateCode && { stateCode })} what={names.mobile} />
        </Fact>
      )}
      {telephone && (
        <Fact name={names.telephone}>
          <PhoneNumber number={telephone} what={names.telephone} />
        </Fact>
      )}
      {email && (
        <Fact name={names.email}>
          <MailAddress address={email} what={names.email} />
        </Fact>
      )}
      {orgEmail && (
        <Fact name={names.orgEmail}>
          <MailAddress address={orgEmail} what={names.orgEmail} />
        </Fact>
      )}
      {workPlace && (
        <CopyFact name={names.workPlace} value={workPlace}>
          <Foreign text={workPlace} />
        </CopyFact>
      )}
    </Facts>
  );
}

/** What somebody entered that is no number is shown and can be copied, but not dialled. */
function PhoneNumber({ number, stateCode, what }: { number: string; stateCode?: string; what: string }) {
  const { t } = useSignedInMessages();
  const whole = stateCode ? `+${stateCode.replace(/^\+/, '')} ${number}` : number;
  const isDialable = /^\+?[\d\s()-]{3,}$/.test(whole);
  return (
    <CopyValue value={whole} what={what}>
      {isDialable ? (
        <a href={`tel:${whole.replace(/[^\d+]/g, '')}`} aria-label={t('contact.call', { number: whole })}>
          <Foreign text={whole} />
        </a>
      ) : (
        <Foreign text={whole} />
      )}
    </CopyValue>
  );
}

function MailAddress({ address, what }: { address: string; what: string }) {
  const { t } = useSignedInMessages();
  // Encoded, so that nothing in the address can add a recipient or a subject of its own.
  const isAddress = /^[^\s@]+@[^\s@]+$/.test(address);
  return (
    <CopyValue value={address} what={what}>
      {isAddress ? (
        <a href={`mailto:${encodeURIComponent(address)}`} aria-label={t('contact.write', { address })}>
          <ForeignAddress address={address} />
        </a>
      ) : (
        <Foreign text={address} />
      )}
    </CopyValue>
  );
}
