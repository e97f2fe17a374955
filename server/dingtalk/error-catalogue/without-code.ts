/** Questions that DingTalk answers without an error code, or with a text that says too little. The names are ours. */
import { say } from '../../words.ts';
import { anyApp, type CatalogueEntry, internalApp, thirdPartyApp } from './entry.ts';

export const casesWithoutCode: readonly CatalogueEntry[] = [
  {
    codes: ['user-id-and-union-id'],
    outcome: null,
    meaning: say(
      'userId 在一家公司内唯一，不会重复；unionId 在同一应用服务内唯一，跨公司不变。',
      'A userId is unique within one company and never given twice; a unionId is unique within one app service and the same in every company.',
    ),
    causes: [
      say(
        '同一个人在三家公司有三个 userId；如果三家公司用同一个第三方企业应用，得到的 unionId 相同。',
        'The same person in three companies has three userIds; one third-party enterprise app sees the same unionId in all three.',
      ),
      say(
        '换成另一个开发者组织的应用，所有人的 unionId 都会改变。',
        'With an app of another developer organisation the unionId of everybody changes.',
      ),
    ],
    remedies: [
      anyApp(
        '两者可以互查：用 userId 查询用户详情得到 unionId，用 unionId 查询得到 userId。管理员可以在前厅的人员查询页操作。',
        'Each leads to the other: “Query user details” gives the unionId of a userId, “Get a user’s userid by unionid” the reverse. Administrators can do both on Foyer’s page for people.',
      ),
    ],
    retry: 'never',
    actor: 'nobody',
  },
  {
    codes: ['all-employees'],
    outcome: null,
    meaning: say(
      '钉钉没有一次返回全部员工的接口。',
      'DingTalk has no API that returns all employees of a company at once.',
    ),
    causes: [
      say(
        '要先取得所有部门，再逐个部门读取员工。',
        'All departments have to be listed first, then the people of each.',
      ),
    ],
    remedies: [
      anyApp(
        '前厅已经做了：打开“通讯录”即可查看，管理员可以导出。自己开发的工具：先调用获取部门列表，再对每个部门调用获取部门用户 userid 列表。',
        'Foyer does this: open its directory, which administrators can export. In a tool of your own: call “Get department list”, then “Get the userid list of a department” for each.',
      ),
      internalApp(
        '人数不全时：打开开发者后台 › 应用详情 › 开发配置 › 权限管理，把通讯录授权范围设为全部员工。',
        'If people are missing: open Developer Console › app details › Manage permissions and set the authorised contact range to all employees.',
      ),
      thirdPartyApp(
        '人数不全时：请客户公司的管理员打开钉钉管理后台 › 工作台 › 应用管理，选择应用，点击“设置”，把可见范围设为全部员工。',
        'If people are missing: the customer’s administrator opens DingTalk Admin Console › Workbench › App Management, selects the app, clicks Settings and sets the visible scope to all employees.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'administrator',
  },
  {
    codes: ['email-missing'],
    outcome: null,
    meaning: say('获取用户个人信息成功了，但没有邮箱。', 'The profile of a person was read, but holds no email.'),
    causes: [
      say(
        '本人没有在钉钉客户端的“邮箱”中设置邮箱。',
        'The person has not set up a mailbox under Mail in the DingTalk client.',
      ),
      say(
        '用的是钉钉自带的邮箱（@dingtalk.com、@dingtalk.io），它不会返回。',
        'The mailbox is DingTalk’s own (@dingtalk.com, @dingtalk.io), which is never returned.',
      ),
    ],
    remedies: [
      anyApp(
        '请本人打开钉钉客户端 › 邮箱，添加邮箱。',
        'The person opens Mail in the DingTalk client and adds a mailbox.',
      ),
      internalApp(
        '需要公司记录的邮箱时：打开开发者后台 › 应用详情 › 开发配置 › 权限管理，申请“邮箱等个人信息”（fieldEmail），从通讯录读取。',
        'For the email in the company’s record: open Developer Console › app details › Manage permissions, apply for the field permission for email and other personal data (fieldEmail), and read it from the directory.',
      ),
      thirdPartyApp(
        '第三方企业应用得不到通讯录里的邮箱。',
        'Third-party enterprise apps never receive the email of the directory.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'employee',
  },
  {
    codes: ['mobile-missing'],
    outcome: null,
    meaning: say(
      '查询用户详情成功了，但没有手机号。钉钉对此不报错，只是不返回这个字段。',
      'The details of a user were read, but hold no mobile number. DingTalk reports no error and leaves the field out.',
    ),
    causes: [
      say(
        '应用没有“企业员工手机号信息”（fieldMobile）权限。',
        'The app lacks the field permission for employees’ mobile numbers (fieldMobile).',
      ),
      say(
        '第三方企业应用永远得不到通讯录里的手机号。',
        'A third-party enterprise app never receives mobile numbers from the directory.',
      ),
    ],
    remedies: [
      internalApp(
        '打开开发者后台 › 应用详情 › 开发配置 › 权限管理，申请“企业员工手机号信息”（fieldMobile）。',
        'Open Developer Console › app details › Manage permissions and apply for the field permission for employees’ mobile numbers (fieldMobile).',
      ),
      thirdPartyApp(
        '改为请本人登录时授权“个人手机号信息”（Contact.User.mobile）；得到的号码中间几位是星号。',
        'Ask the person instead: at sign-in they may grant Personal mobile number (Contact.User.mobile), which arrives partly masked.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'developer',
  },
  {
    codes: ['clear-department-manager'],
    outcome: null,
    meaning: say(
      '清空部门主管要用 force_update_fields；直接传空的主管列表会报错。',
      'A department manager is cleared with force_update_fields; an empty list of managers is refused.',
    ),
    causes: [
      say('更新时传了空的 dept_manager_userid_list。', 'An update sent an empty dept_manager_userid_list.'),
      say(
        '用了更新用户的接口：钉钉的常见问题写的是它，而接口文档只在更新部门的接口中列出这个值。',
        'The update was made to a user: DingTalk’s list of common questions names that API, while the reference knows the value only for departments.',
      ),
    ],
    remedies: [
      anyApp(
        '前厅的管理员可以在“通讯录”里打开部门，选择“设置部门主管”，把主管全部移除后保存。自己开发的工具：调用更新部门（department/update），把 dept_manager_userid_list 写进 force_update_fields，不要传 dept_manager_userid_list 本身。更新用户（user/update）只能这样清空直属主管 manager_userid。',
        'Administrators of Foyer open the department in the directory, choose “Set the managers”, take everybody off the list and save. In a tool of your own: call department/update with dept_manager_userid_list named in force_update_fields, and do not send dept_manager_userid_list itself. In user/update the same works only for the direct manager, manager_userid.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'developer',
  },
  {
    codes: ['no-permission-to-call'],
    outcome: 'dingtalk_permission_missing',
    says: '无权限调用',
    meaning: say(
      '按手机号查询用户时，钉钉只回答“无权限调用”。',
      'A look-up by mobile number is answered with nothing but “No permission to call”.',
    ),
    causes: [
      say(
        '应用太旧：用 corpId 和 corpSecret 取得凭证的那一代应用不能调用这个接口。',
        'The app is too old: those that obtain their token with corpId and corpSecret may not call this API.',
      ),
    ],
    remedies: [
      internalApp(
        '在开发者后台新建一个应用，用它的凭证调用。',
        'Create a new app in the Developer Console and call with its token.',
      ),
      thirdPartyApp(
        '第三方企业应用不能按手机号查询用户：请改用 userId 或 unionId。',
        'Third-party enterprise apps cannot look people up by mobile number: use the userId or unionId.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'developer',
  },
  {
    codes: ['member-limit'],
    outcome: 'dingtalk_busy',
    says: '系统繁忙',
    meaning: say(
      '创建用户时反复得到“系统繁忙”：不是钉钉忙，而是人数到了上限。',
      'Creating a user is answered with “System is busy” again and again: DingTalk is not busy, a limit is reached.',
    ),
    causes: [
      say('本周添加的员工数超过了每周上限。', 'The company has added more employees than one week allows.'),
      say('公司的总人数到了上限。', 'The company has as many people as it may have.'),
    ],
    remedies: [
      anyApp(
        '等到下周再添加，或由管理员向钉钉申请扩大人数上限。',
        'Add the rest next week, or have an administrator ask DingTalk for a larger limit.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'administrator',
  },
  {
    codes: ['external-contact-required-field'],
    outcome: 'dingtalk_refused',
    says: '系统繁忙',
    meaning: say(
      '添加外部联系人得到 40001“系统繁忙”：有一个必填的自定义字段没有填。',
      'Adding an external contact is answered with 40001 “System is busy”: a required custom field was left out.',
    ),
    causes: [
      say(
        '公司给外部联系人加了自定义字段，并设为必填。',
        'The company has added a custom field for external contacts and marked it as required.',
      ),
    ],
    remedies: [
      anyApp(
        '把这个自定义字段的“必填”改为“否”，或者在调用时带上这个字段。',
        'Change the required option of the custom field to No, or send the field with the call.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'administrator',
  },
];
