/** The card of the person's own DingTalk account, in its three states: read, being read, refused. */
import type { ReactNode } from 'react';
import type { ProfileField, ProfileResponse } from '../../server/profile/schema.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { Card } from '../ui/card.tsx';
import { CopyFact, Fact, Facts, MissingFact } from '../ui/facts.tsx';
import { Foreign } from '../ui/foreign.tsx';
import { Icon } from '../ui/icon.tsx';
import { WaitingRows } from '../ui/waiting.tsx';
import { AccountRefused } from './account-refused.tsx';
import { useProfile } from './use-profile.ts';

/** Draws the card. */
export function DingTalkAccount({ subject }: { subject: string }) {
  const { t } = useSignedInMessages();
  const { account, error, retry } = useProfile(subject);
  const badge = (
    <span className="chip chip-quiet">
      <Icon name="lock" />
      {t('profile.dingtalkNote')}
    </span>
  );
  return (
    <Card title={t('profile.dingtalk')} badge={badge}>
      {account && <Account account={account} />}
      {!account && error && <AccountRefused error={error} retry={retry} />}
      {!account && !error && <WaitingRows label={t('loading')} rows={4} />}
    </Card>
  );
}

function Account({ account }: { account: ProfileResponse }) {
  const { t } = useSignedInMessages();
  const { profile } = account;
  const mobile =
    profile.mobile && [profile.stateCode && `+${profile.stateCode}`, profile.mobile].filter(Boolean).join(' ');
  return (
    <Facts>
      <Fact name={t('profile.nick')}>
        <Foreign text={profile.nick} />
      </Fact>
      <OwnFact name={t('profile.mobile')} field="mobile" account={account}>
        {mobile && <Foreign text={mobile} />}
      </OwnFact>
      <OwnFact name={t('profile.email')} field="email" account={account}>
        {profile.email && <Foreign text={profile.email} />}
      </OwnFact>
      <OwnFact name={t('profile.picture')} field="avatarUrl" account={account}>
        {profile.avatarUrl && t('profile.pictureSet')}
      </OwnFact>
      <CopyFact name={t('profile.unionId')} value={profile.unionId} />
      <CopyFact name={t('profile.openId')} value={profile.openId} />
    </Facts>
  );
}

type OwnFactProps = { name: string; field: ProfileField; account: ProfileResponse; children: ReactNode };

/** A field that DingTalk may leave out: its value, or why there is none and who can change that. */
function OwnFact({ name, field, account, children }: OwnFactProps) {
  const { t, words } = useSignedInMessages();
  if (children) return <Fact name={name}>{children}</Fact>;
  const reason = account.missing.find((missing) => missing.field === field)?.reason;
  const { why, who } = reason ? words.missing[reason] : words.profile.notGiven;
  return <MissingFact name={name} label={t('profile.whyMissing')} why={why} who={who} />;
}
