import { expect } from '@playwright/test';
import { addresses } from './addresses.ts';
import { test } from './journey.ts';

/** Who is refused, or what fails at DingTalk, and the words for it in both languages. */
const refusals = [
  { person: '赵磊', code: 'not_an_employee' },
  { person: '何文博', code: 'not_an_employee' },
  { person: '唐若曦', code: 'not_an_employee' },
  { person: '宋怡然', code: 'employee_inactive' },
  { person: '张伟', fault: 'no-contact-user-read', code: 'dingtalk_permission_missing' },
  { person: '张伟', fault: 'app-throttled', code: 'dingtalk_busy' },
  { person: '张伟', fault: 'reset', code: 'dingtalk_unreachable' },
  { person: '张伟', fault: 'corp-id-missing', code: 'corp_id_missing' },
  { person: '张伟', fault: 'code-expired', code: 'sign_in_expired' },
  { person: '张伟', fault: 'callback-state-changed', code: 'sign_in_state_mismatch' },
] as const;

const languages = [
  {
    locale: 'zh-CN',
    reference: '参考编号',
    titles: {
      not_an_employee: '公司通讯录中没有找到您',
      employee_inactive: '您的员工账号尚未激活',
      dingtalk_permission_missing: '前厅在钉钉中缺少权限',
      dingtalk_busy: '钉钉现在很忙',
      dingtalk_unreachable: '暂时联系不上钉钉',
      corp_id_missing: '钉钉没有告知您属于哪家公司',
      sign_in_expired: '这次登录已过期',
      sign_in_state_mismatch: '无法确认这次登录来自本浏览器',
    },
  },
  {
    locale: 'en-GB',
    reference: 'Reference number',
    titles: {
      not_an_employee: 'You are not in the company’s contacts',
      employee_inactive: 'Your employee account is not active',
      dingtalk_permission_missing: 'Foyer lacks a permission in DingTalk',
      dingtalk_busy: 'DingTalk is busy',
      dingtalk_unreachable: 'DingTalk cannot be reached',
      corp_id_missing: 'DingTalk did not say which company you belong to',
      sign_in_expired: 'This sign-in has expired',
      sign_in_state_mismatch: 'This sign-in did not start in this browser',
    },
  },
] as const;

for (const { locale, reference, titles } of languages) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale });
    for (const refusal of refusals) {
      const cause = 'fault' in refusal ? `the fault "${refusal.fault}"` : refusal.person;
      test(`${cause} leads to the page for ${refusal.code}`, async ({
        page,
        pickAtDingTalk,
        withFault,
        expectAccessible,
      }) => {
        if ('fault' in refusal) await withFault(refusal.fault);
        await page.goto('/auth/sign-in');
        await pickAtDingTalk(refusal.person);
        await expect(page).toHaveURL(`${addresses.foyer}/sign-in?error=${refusal.code}`);
        await expect(page.getByRole('heading', { level: 1, name: titles[refusal.code] })).toBeVisible();
        await expect(page.getByRole('main')).toContainText(reference);
        await expectAccessible();
        const me = await page.request.get('/api/me');
        expect(me.status()).toBe(401);
      });
    }
  });
}

test('a missing permission is named, with what the administrator does', async ({ page, pickAtDingTalk, withFault }) => {
  await withFault('no-qyapi-get-member');
  await page.goto('/auth/sign-in');
  await pickAtDingTalk('张伟');
  await expect(page.getByRole('heading', { level: 1, name: '前厅在钉钉中缺少权限' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('qyapi_get_member');
});

test('an address that does not exist is a page of its own', async ({ page, signInAs, expectAccessible }) => {
  await signInAs('张伟');
  const answer = await page.goto('/no/such/page');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1, name: '页面不存在' })).toBeVisible();
  await expectAccessible();
});
