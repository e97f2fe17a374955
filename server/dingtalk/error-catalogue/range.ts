/** Errors of whom an app may see: the authorised range, people who are not there, departments that are not there. */
import { say } from '../../words.ts';
import { anyApp, type CatalogueEntry, internalApp, thirdPartyApp } from './entry.ts';

const widenThirdParty = thirdPartyApp(
  '由开通应用的公司的管理员打开钉钉管理后台 › 工作台 › 应用管理，选择这个第三方应用，点击“设置”，在弹窗中把缺少的员工或部门加入可见范围。',
  'An administrator of the company that activated the app opens DingTalk Admin Console › Workbench › App Management, selects the third-party app, clicks Settings and adds the missing people or departments to the visible scope.',
);

export const rangeErrors: readonly CatalogueEntry[] = [
  {
    codes: ['50002'],
    outcome: 'not_an_employee',
    says: '请求的员工userid不在授权范围内',
    meaning: say(
      '这位员工不在应用的通讯录授权范围内，应用看不到此人。',
      'The employee is outside the authorised contact range of the app, which therefore cannot see them.',
    ),
    causes: [
      say(
        '授权范围没有设为全部员工，也没有包含此人或其部门。',
        'The range is not all employees, and holds neither the person nor their department.',
      ),
      say('此人换了部门，新部门不在范围内。', 'The person moved to a department outside the range.'),
    ],
    remedies: [
      internalApp(
        '打开开发者后台 › 应用详情 › 开发配置 › 权限管理，在通讯录授权范围中添加这位员工；希望人人可用时，设为全部员工。',
        'Open Developer Console › app details › Manage permissions, click Add and put the employee on the list of authorised users; to admit everybody, set the authorised contact range to all employees.',
      ),
      widenThirdParty,
    ],
    retry: 'after-remedy',
    actor: 'administrator',
  },
  {
    codes: ['50004'],
    outcome: 'not_an_employee',
    says: '请求的部门id不在授权范围内',
    meaning: say(
      '这个部门不在应用的通讯录授权范围内，应用看不到它。',
      'The department is outside the authorised contact range of the app, which therefore cannot see it.',
    ),
    causes: [
      say(
        '授权范围只包含某些部门或员工，没有包含这个部门。',
        'The range holds only some departments or people, and not this department.',
      ),
      say(
        '部门是新建的，或者移到了范围之外的上级部门下面。',
        'The department is new, or was moved under one that is outside the range.',
      ),
    ],
    remedies: [
      internalApp(
        '打开开发者后台 › 应用详情 › 开发配置 › 权限管理，在通讯录授权范围中添加这个部门；希望人人可用时，设为全部员工。',
        'Open Developer Console › app details › Manage permissions, click Add and put the department on the list of authorised users; to admit everybody, set the authorised contact range to all employees.',
      ),
      widenThirdParty,
    ],
    retry: 'after-remedy',
    actor: 'administrator',
  },
  {
    codes: ['60121', '60111', '33012', '46004', 'invalidParameter.user.notFound'],
    outcome: 'not_an_employee',
    says: '找不到该用户 / UserID不存在 / 无效的USERID / 不存在的员工',
    meaning: say('这家公司里没有这个人。', 'There is no such person in this company.'),
    causes: [
      say('此人已离职，或者还没有入职。', 'The person has left, or has not started yet.'),
      say(
        '公司已发出邀请，本人还没有接受。',
        'The company has sent an invitation that the person has not accepted yet.',
      ),
      say(
        'userId 与凭证不属于同一家公司：同一个人在每家公司的 userId 都不同。',
        'The userId and the token belong to different companies: the same person has another userId in each.',
      ),
      say('把 unionId 当成了 userId，或者反过来。', 'A unionId was taken for a userId, or the other way round.'),
    ],
    remedies: [
      internalApp(
        '在钉钉管理后台的通讯录中查找此人：没有就添加，已邀请就请本人在钉钉中接受。很多人都这样时，核对应用与 DINGTALK_CORP_ID 是不是同一家公司。',
        'Look for the person in the contacts of the DingTalk Admin Console: add them if they are not there, or ask them to accept the invitation in DingTalk. If it happens to many, see that the app and DINGTALK_CORP_ID belong to the same company.',
      ),
      thirdPartyApp(
        '请客户公司的管理员在钉钉管理后台的通讯录中查找此人。很多人都这样时，核对 DINGTALK_CORP_ID 是不是该公司的 CorpId。',
        'The customer’s administrator looks for the person in the contacts of the DingTalk Admin Console. If it happens to many, see that DINGTALK_CORP_ID is the CorpId of that company.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'administrator',
  },
  {
    codes: ['60120'],
    outcome: 'employee_inactive',
    says: '用户已禁用',
    meaning: say('这个人的账号已被禁用。', 'The account of this person is disabled.'),
    causes: [say('公司的管理员禁用了这个账号。', 'An administrator of the company has disabled the account.')],
    remedies: [
      anyApp(
        '由公司的管理员在钉钉管理后台的通讯录中启用此人的账号。',
        'An administrator of the company enables the account in the contacts of the DingTalk Admin Console.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'administrator',
  },
  {
    codes: ['40003', '40031', '40032', '41009'],
    outcome: 'dingtalk_refused',
    says: '不合法的UserID / 不合法的UserID列表 / 缺少UserID',
    meaning: say(
      '请求里的 userId 缺少、写法不对，或者一次给得太多。',
      'The userId in the call is missing or malformed, or there are too many of them.',
    ),
    causes: [
      say('把 unionId、手机号或姓名当成了 userId。', 'A unionId, a mobile number or a name was taken for a userId.'),
      say(
        '以 0 开头的 userId 被当成数字，丢了前面的 0。',
        'A userId that begins with 0 was taken for a number and lost the zeros.',
      ),
    ],
    remedies: [
      anyApp(
        '核对 userId；手上只有 unionId 时，先用“根据unionid获取用户userid”接口查询，或在前厅的人员查询页查找。',
        'Compare the userId; if you only have a unionId, ask “Get a user’s userid by unionid” first, or look the person up on Foyer’s page for people.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'developer',
  },
  {
    codes: ['60003', '40009'],
    outcome: 'dingtalk_refused',
    says: '部门不存在 / 不合法的部门id',
    meaning: say('没有这个部门，或者部门 ID 的写法不对。', 'There is no such department, or its id is malformed.'),
    causes: [
      say('部门刚刚被删除。', 'The department has just been deleted.'),
      say(
        '请求的是 -7：那是家校通讯录的部门 ID，通讯录接口不支持。',
        'The call asks for -7, the department id of the school-parent contacts, which these APIs do not support.',
      ),
      say('部门 ID 不是正整数。根部门是 1。', 'The id is not a positive number. The root department is 1.'),
    ],
    remedies: [
      anyApp(
        '重新读取部门列表，再用其中的部门 ID 调用；前厅在下一次同步时会自动更新。',
        'Read the list of departments again and call with an id from it; Foyer does so at its next synchronisation.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'developer',
  },
  {
    codes: ['60019'],
    outcome: 'dingtalk_refused',
    says: '从部门查询人员失败',
    meaning: say('钉钉没能读出这个部门的人员。', 'DingTalk could not read the people of this department.'),
    causes: [
      say('钉钉一时读取失败。', 'A passing failure at DingTalk.'),
      say('部门在读取过程中被改动或删除。', 'The department was changed or deleted while it was read.'),
    ],
    remedies: [
      anyApp(
        '稍后重试。总是同一个部门失败时，检查它是否还在，以及是否在授权范围内。',
        'Try again later. If it is always the same department, see that it still exists and is inside the authorised range.',
      ),
    ],
    retry: 'later',
    actor: 'nobody',
  },
];
